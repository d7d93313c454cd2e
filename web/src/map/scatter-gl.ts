// Points with WebGL2: two buffers, one draw call whatever their number, shapes cut out in the fragment shader.

import type { Rgb } from "../drawing/looks.ts";
import type { Looks, Scatter } from "./scatter-protocol.ts";
import { matchPixels } from "./scatter-protocol.ts";
import type { View } from "../drawing/view.ts";

const VERTEX = `#version 300 es
in vec2 place;
in vec4 color;
in uint shape;
uniform vec2 center;
uniform vec2 reach;
uniform float size;
flat out vec4 ink;
flat out uint form;
void main() {
  gl_Position = vec4((place - center) * reach, 0.0, 1.0);
  gl_PointSize = size;
  ink = color;
  form = shape;
}`;

// Each shape is a distance to its border, below zero inside; all fill about the same area. Order as in SHAPES.
const FRAGMENT = `#version 300 es
precision highp float;
flat in vec4 ink;
flat in uint form;
uniform float size;
uniform vec3 edge;
out vec4 pixel;
float border(vec2 p) {
  vec2 a = abs(p);
  if (form == 1u) return max(a.x, a.y) - 0.78;
  if (form == 2u) return max(a.x * 0.87 - p.y * 0.5, p.y) - 0.52;
  if (form == 3u) return a.x + a.y - 1.0;
  if (form == 4u) return max(min(a.x, a.y) - 0.34, max(a.x, a.y) - 0.95);
  if (form == 5u) return max(a.x * 0.87 + p.y * 0.5, -p.y) - 0.52;
  return length(p) - 0.86;
}
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float soft = 1.6 / size;
  float outward = border(p);
  float alpha = ink.a * (1.0 - smoothstep(-soft, soft, outward));
  if (alpha < 0.02) discard;
  float rim = size < 7.0 ? 0.0 : 0.4 * smoothstep(-2.0 * soft, -soft, outward);
  pixel = vec4(mix(ink.rgb, edge, rim) * alpha, alpha);
}`;

interface Program {
  readonly program: WebGLProgram;
  readonly center: WebGLUniformLocation | null;
  readonly reach: WebGLUniformLocation | null;
  readonly size: WebGLUniformLocation | null;
  readonly edge: WebGLUniformLocation | null;
}

export class GlScatter implements Scatter {
  readonly kind = "webgl2";
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #ending = new AbortController();
  readonly #buffers = new Map<string, WebGLBuffer | null>();
  #program: Program;
  #places = new Float32Array(0);
  #looks: Looks = { colors: new Uint8Array(0), shapes: new Uint8Array(0) };

  /** `onRestored` is called when a lost graphics card is back and a frame is due. */
  constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, onRestored: () => void) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#program = build(gl);
    const signal = this.#ending.signal;
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault(), { signal });
    const restore = (): void => {
      this.#program = build(gl);
      this.#buffers.clear(); // they went with the graphics card
      this.setPlaces(this.#places);
      this.setLooks(this.#looks);
      onRestored();
    };
    canvas.addEventListener("webglcontextrestored", restore, { signal });
  }

  setPlaces(places: Float32Array<ArrayBuffer>): void {
    this.#places = places;
    this.#fill("place", places);
    this.#gl.vertexAttribPointer(this.#attribute("place"), 2, this.#gl.FLOAT, false, 0, 0);
  }

  setLooks(looks: Looks): void {
    this.#looks = looks;
    this.#fill("color", looks.colors);
    this.#gl.vertexAttribPointer(this.#attribute("color"), 4, this.#gl.UNSIGNED_BYTE, true, 0, 0);
    this.#fill("shape", looks.shapes);
    this.#gl.vertexAttribIPointer(this.#attribute("shape"), 1, this.#gl.UNSIGNED_BYTE, 0, 0);
  }

  draw(view: View, sizePx: number, edge: Rgb): void {
    const gl = this.#gl;
    const ratio = matchPixels(this.#canvas, view.width, view.height);
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.#program.program);
    gl.uniform2f(this.#program.center, view.x, view.y);
    gl.uniform2f(this.#program.reach, (2 * view.scale) / view.width, (2 * view.scale) / view.height);
    gl.uniform1f(this.#program.size, sizePx * ratio);
    gl.uniform3f(this.#program.edge, edge[0] / 255, edge[1] / 255, edge[2] / 255);
    gl.drawArrays(gl.POINTS, 0, Math.min(this.#places.length >> 1, this.#looks.shapes.length));
  }

  dispose(): void {
    this.#ending.abort();
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }

  #attribute(name: string): number {
    return this.#gl.getAttribLocation(this.#program.program, name);
  }

  #fill(name: string, data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): void {
    const gl = this.#gl;
    // The same buffer again: one more at each recoloring would take half a megabyte each with 100,000 points.
    const buffer = this.#buffers.get(name) ?? gl.createBuffer();
    this.#buffers.set(name, buffer);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(this.#attribute(name));
  }
}

function build(gl: WebGL2RenderingContext): Program {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) continue; // the context was lost meanwhile; it is built anew when restored
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  return { program, center: place("center"), reach: place("reach"), size: place("size"), edge: place("edge") };
}
