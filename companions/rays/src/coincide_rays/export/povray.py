"""Worlds for POV-Ray 3.7, which also tells whether this package draws right.

What had to be found out to make pictures agree (docs/povray.md):

- The camera is written as columns of the inverse view transform. The book does not normalize `left` and `up`, so
  `look_at` and `angle` would give another picture.
- The book adds ambient light once per light, and what shines through to what the surface gives; POV-Ray takes ambient
  light once, and dims surface by transparency. The exporter makes up for both.
- `merge`, not `union`: the book's union has no inner surfaces.
- The mirror of glass follows Schlick in the book, Fresnel in POV-Ray.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from coincide_rays.errors import InputError
from coincide_rays.export.pigments import pigment, rgb
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.lights import AreaLight, Light, SpotLight
from coincide_rays.reference.materials import Material
from coincide_rays.reference.shapes.csg import Csg
from coincide_rays.reference.shapes.cube import Cube
from coincide_rays.reference.shapes.cylinder import Cone, Cylinder
from coincide_rays.reference.shapes.group import Group
from coincide_rays.reference.shapes.plane import Plane
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.reference.shapes.sphere import Sphere
from coincide_rays.reference.shapes.torus import Torus
from coincide_rays.reference.shapes.triangle import SmoothTriangle, Triangle
from coincide_rays.reference.world import MAX_BOUNCES, World
from coincide_rays.space.matrices import IDENTITY, Matrix
from coincide_rays.space.tuples import BLACK, Color

_JOINTS = {"union": "merge", "intersection": "intersection", "difference": "difference"}


def to_povray(world: World, camera: Camera, *, depth: int = MAX_BOUNCES) -> str:
    """Write a world and a camera as the text of a `.pov` file.

    Parameters
    ----------
    depth : how often light may be mirrored or bent.

    Raises
    ------
    InputError : a pattern or bumps that POV-Ray has no counterpart for.
    """
    light_sum = BLACK
    for light in world.lights:
        light_sum = light_sum + light.intensity
    parts = [
        "#version 3.7;",
        f"global_settings {{ assumed_gamma 1 max_trace_level {depth + 1} adc_bailout 0 ambient_light rgb 1 }}",
        _camera(camera),
        *map(_light, world.lights),
        *(_object(shape, light_sum) for shape in world.objects),
    ]
    return "\n".join(parts) + "\n"


def geometry_to_povray(shape: Shape) -> str:
    """Write one shape as a POV-Ray object, to ask its `trace` function."""
    return _object(shape, Color(1.0, 1.0, 1.0), with_texture=False)


def triple(values: Iterable[float]) -> str:
    """A vector of POV-Ray, with all digits."""
    return "<" + ", ".join(repr(float(value)) for value in list(values)[:3]) + ">"


def placed(m: Matrix) -> str:
    """A transform; POV-Ray multiplies rows from the left."""
    if m is IDENTITY:
        return ""
    rows = m.rows
    return "matrix <" + ", ".join(repr(rows[row][column]) for column in range(4) for row in range(3)) + ">"


def _camera(camera: Camera) -> str:
    columns = list(zip(*camera.inverse.rows, strict=True))
    right = [-2 * camera.half_width * value for value in columns[0][:3]]
    up = [2 * camera.half_height * value for value in columns[1][:3]]
    direction = [-value for value in columns[2][:3]]
    lens = ""
    if camera.aperture > 0:
        focus = [place - camera.focal_distance * axis for place, axis in zip(columns[3], columns[2], strict=True)]
        lens = f" aperture {2 * camera.aperture!r} focal_point {triple(focus)} blur_samples 64"
    return (
        f"camera {{ perspective location {triple(columns[3])} right {triple(right)} up {triple(up)} "
        f"direction {triple(direction)}{lens} }}"
    )


def _light(light: Light) -> str:
    head = f"light_source {{ {triple(light.position)} color {rgb(light.intensity)}"
    if isinstance(light, SpotLight):
        target = light.position + light.direction
        radius, falloff = math.degrees(light.angle), math.degrees(light.fade_angle)
        return f"{head} spotlight point_at {triple(target)} radius {radius!r} falloff {falloff!r} tightness 0 }}"
    if isinstance(light, AreaLight):
        u, v = light.uvec * (light.usteps - 1), light.vvec * (light.vsteps - 1)
        jitter = " jitter" if light.jitter_by else ""
        edges = f"{triple(u)}, {triple(v)}, {light.usteps}, {light.vsteps}"
        return f"{head} area_light {edges} area_illumination on{jitter} }}"
    return head + " }"


def _object(shape: Shape, light_sum: Color, *, with_texture: bool = True) -> str:
    if isinstance(shape, (Group, Csg)):
        return _joint(shape, light_sum, with_texture)
    texture = _texture(shape.material, light_sum) if with_texture else ""
    shadow = "" if shape.casts_shadow else " no_shadow"
    return _primitive(shape, f"{texture}{shadow} {placed(shape.transform)}")


def _joint(shape: Group | Csg, light_sum: Color, with_texture: bool) -> str:
    shadow = "" if shape.casts_shadow else " no_shadow"
    tail = f"{shadow} {placed(shape.transform)} }}"
    if isinstance(shape, Group) and _is_mesh(shape):
        texture = _texture(shape.children[0].material, light_sum) if with_texture else ""
        faces = " ".join(_primitive(child, "") for child in shape.children)
        return f"mesh {{ {faces} {texture}{tail}"
    children = shape.children
    parts = " ".join(_object(child, light_sum, with_texture=with_texture) for child in children)
    word = "union" if isinstance(shape, Group) else _JOINTS[shape.operation]
    return f"{word} {{ {parts}{tail}" if parts else ""


def _is_mesh(group: Group) -> bool:
    first = group.children[0].material if group.children else None
    return bool(group.children) and all(
        isinstance(child, (Triangle, SmoothTriangle)) and child.transform is IDENTITY and child.material is first
        for child in group.children
    )


def _texture(m: Material, light_sum: Color) -> str:
    if m.bumps is not None:
        raise InputError("POV-Ray has no counterpart of `bumps`; export without them")
    left = max(1e-6, 1 - m.transparency)  # the share of the surface that POV-Ray keeps
    ambient = light_sum * (m.ambient / left)
    mirror = f" reflection {{ {m.reflective!r} }}" if m.reflective > 0 else ""
    glass = ""
    if m.transparency > 0:
        glass = f" interior {{ ior {m.refractive_index!r} }}"
        if m.reflective > 0:
            mirror = f" reflection {{ 0, {m.reflective!r} fresnel on }}"
    color = pigment(m.color if m.pattern is None else m.pattern, transmit=m.transparency)
    finish = (
        f"finish {{ ambient {rgb(ambient)} diffuse {m.diffuse / left!r} phong {m.specular!r} "
        f"phong_size {m.shininess!r}{mirror} }}"
    )
    return f"texture {{ {color} {finish} }}{glass}"


def _primitive(shape: Shape, tail: str) -> str:
    if isinstance(shape, Sphere):
        return f"sphere {{ 0, 1 {tail} }}"
    if isinstance(shape, Plane):
        return f"plane {{ y, 0 {tail} }}"
    if isinstance(shape, Cube):
        return f"box {{ -1, 1 {tail} }}"
    if isinstance(shape, Torus):
        return f"torus {{ {shape.major!r}, {shape.minor!r} sturm {tail} }}"
    if isinstance(shape, Triangle):
        return f"triangle {{ {triple(shape.p1)}, {triple(shape.p2)}, {triple(shape.p3)} {tail} }}"
    if isinstance(shape, SmoothTriangle):
        corners = ((shape.p1, shape.n1), (shape.p2, shape.n2), (shape.p3, shape.n3))
        told = ", ".join(f"{triple(p)}, {triple(n)}" for p, n in corners)
        return f"smooth_triangle {{ {told} {tail} }}"
    if isinstance(shape, (Cylinder, Cone)):
        return _round(shape, tail)
    raise InputError(f"POV-Ray has no counterpart of {type(shape).__name__}; export without it")


def _round(shape: Cylinder | Cone, tail: str) -> str:
    """Cylinders and cones, by POV-Ray's own where it has them, else as quadrics."""
    low, high = shape.minimum, shape.maximum
    ends = f"<0, {low!r}, 0>", f"<0, {high!r}, 0>"
    is_open = "" if shape.closed else " open"
    is_finite = math.isfinite(low) and math.isfinite(high)
    if is_finite and isinstance(shape, Cylinder):
        return f"cylinder {{ {ends[0]}, {ends[1]}, 1{is_open} {tail} }}"
    if is_finite and low * high >= 0:
        return f"cone {{ {ends[0]}, {abs(low)!r}, {ends[1]}, {abs(high)!r}{is_open} {tail} }}"
    wall = "quadric { <1, 0, 1>, 0, 0, -1" if isinstance(shape, Cylinder) else "quadric { <1, -1, 1>, 0, 0, 0"
    cuts = [f"plane {{ y, {high!r} }}"] if math.isfinite(high) else []
    cuts += [f"plane {{ -y, {-low!r} }}"] if math.isfinite(low) else []
    if not cuts:
        return f"{wall} {tail} }}"
    if shape.closed:
        return f"intersection {{ {wall} }} {' '.join(cuts)} {tail} }}"
    clip = cuts[0] if len(cuts) == 1 else f"intersection {{ {' '.join(cuts)} }}"
    return f"{wall} clipped_by {{ {clip} }} {tail} }}"
