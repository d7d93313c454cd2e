"""Scene files in the dialect of Jamis Buck's: a YAML list of `add:` and `define:` entries (docs/scenes.md)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from coincide_rays.errors import InputError, SceneError
from coincide_rays.picture.files import read_bytes
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.lights import AreaLight, Light, PointLight, SpotLight
from coincide_rays.reference.world import World
from coincide_rays.scene.definitions import Definitions
from coincide_rays.scene.materials import MaterialReader
from coincide_rays.scene.shapes import ShapeReader
from coincide_rays.scene.values import Value, read_values
from coincide_rays.space.transforms import view_transform

_CAMERA = frozenset({"add", "width", "height", "field-of-view", "from", "to", "up", "aperture", "focal-distance"})
_POINT = frozenset({"add", "at", "intensity"})
_SPOT = _POINT | {"to", "angle", "fade-angle"}
_AREA = frozenset({"add", "corner", "uvec", "vvec", "usteps", "vsteps", "jitter", "intensity"})


@dataclass(frozen=True)
class Scene:
    """What a scene file says.

    Attributes
    ----------
    camera : None if the file has none.
    """

    world: World
    camera: Camera | None


def load_scene(path: str | Path) -> Scene:
    """Read a scene file. OBJ files and pictures are looked for beside it.

    Raises
    ------
    SceneError : with file, line and key, whatever is wrong.
    FileError : no such file.
    """
    place = Path(path)
    data = read_bytes(place, "a scene file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise SceneError(f"{place}: expected text in UTF-8, got other bytes") from None
    return parse_scene(text, name=str(place), folder=place.parent)


def parse_scene(text: str, *, name: str = "the scene", folder: str | Path = ".") -> Scene:
    """Read the text of a scene file.

    Parameters
    ----------
    name : for errors.
    folder : where OBJ files and pictures lie.
    """
    entries = read_values(text, name).items("`add:` and `define:` entries")
    definitions = Definitions(entries)
    shapes = ShapeReader(definitions, MaterialReader(definitions, Path(folder)), Path(folder))
    world, camera = World(), None
    for entry in entries:
        if not isinstance(entry.data, dict) or not ("add" in entry.data or "define" in entry.data):
            entry.refuse("a list of entries that begin with `add` or `define`")
        if "add" not in entry.data:
            continue
        kind = entry.data["add"].data
        if kind == "camera":
            if camera is not None:
                raise SceneError(f"{entry.place}: `add: camera` is here a second time; remove one")
            camera = _camera(entry)
        elif kind == "light":
            world.add(_light(entry))
        else:
            world.add(shapes.read(entry))
    return Scene(world, camera)


def _camera(entry: Value) -> Camera:
    data = entry.mapping(_CAMERA, "a camera")
    _require(entry, data, ("width", "height", "field-of-view", "from", "to", "up"))
    view = data["field-of-view"].number()
    if not 0 < view < math.pi:
        data["field-of-view"].refuse("an angle from 0 to π, in radians")
    try:
        return Camera(
            data["width"].whole(),
            data["height"].whole(),
            view,
            transform=view_transform(data["from"].three(), data["to"].three(), data["up"].three()),
            aperture=data["aperture"].number(least=0) if "aperture" in data else 0.0,
            focal_distance=data["focal-distance"].number(least=1e-9) if "focal-distance" in data else 1.0,
        )
    except InputError as error:
        raise SceneError(f"{entry.place}: `camera`: {error}") from None


def _light(entry: Value) -> Light:
    data = entry.data if isinstance(entry.data, dict) else {}
    if "corner" in data:
        return _area_light(entry)
    data = entry.mapping(_SPOT if "to" in data else _POINT, "a light")
    _require(entry, data, ("at", "intensity"))
    place, intensity = data["at"].three(), data["intensity"].three()
    if "to" not in data:
        return PointLight(place, intensity)
    angle = data["angle"].number() if "angle" in data else 0.4
    fade = data["fade-angle"].number() if "fade-angle" in data else angle + 0.1
    direction = [end - start for end, start in zip(data["to"].three(), place, strict=True)]
    try:
        return SpotLight(place, direction, intensity, angle=angle, fade_angle=fade)
    except InputError as error:
        raise SceneError(f"{entry.place}: `light`: {error}") from None


def _area_light(entry: Value) -> Light:
    data = entry.mapping(_AREA, "an area light")
    _require(entry, data, ("corner", "uvec", "vvec", "usteps", "vsteps", "intensity"))
    try:
        return AreaLight(
            data["corner"].three(),
            data["uvec"].three(),
            data["usteps"].whole(),
            data["vvec"].three(),
            data["vsteps"].whole(),
            data["intensity"].three(),
            jitter_by=data["jitter"].truth() if "jitter" in data else None,
        )
    except InputError as error:
        raise SceneError(f"{entry.place}: `light`: {error}") from None


def _require(entry: Value, data: dict[str, Value], names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in data]
    if missing:
        kind = data["add"].data
        raise SceneError(
            f"{entry.place}: `add: {kind}` must have {', '.join(names)}, got none for {', '.join(missing)}"
        )
