// Elements without a framework: `h("button", { class: "quiet", onclick: play }, "Play")`.
//
// Text always becomes text nodes, never markup, so names that people gave cannot inject anything; and nothing sets a
// `style` attribute, which the content security policy forbids: custom properties go through `vars` instead.

export type Child = Node | string | number | null | undefined | false | readonly Child[];

type Listeners = {
  [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void;
};
type Attribute = string | number | boolean | null | undefined;

/** Attributes by their HTML names; `false`, `null` and `undefined` leave one out, `true` writes it without a value. */
export type Props = Listeners & {
  vars?: Readonly<Record<`--${string}`, string | number>>;
} & { [name: string]: unknown };

/** Makes an HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props | null = null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props !== null) apply(element, props);
  add(element, children);
  return element;
}

/** Makes an SVG element. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props | null = null,
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  if (props !== null) apply(element, props);
  add(element, children);
  return element;
}

/** Puts `children` in the place of all that `parent` holds. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  add(parent, children);
}

function apply(element: HTMLElement | SVGElement, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (name === "vars") setVars(element, (value ?? {}) as Record<string, string | number>);
    else if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else setAttribute(element, name, value as Attribute);
  }
}

/** Sets custom properties, through the object model because the policy forbids `style` attributes. */
export function setVars(element: HTMLElement | SVGElement, vars: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(vars)) element.style.setProperty(name, String(value));
}

function setAttribute(element: Element, name: string, value: Attribute): void {
  if (name.startsWith("aria-") && typeof value === "boolean") element.setAttribute(name, String(value));
  else if (value === true) element.setAttribute(name, "");
  else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
}

function add(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) add(parent, child as readonly Child[]);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}
