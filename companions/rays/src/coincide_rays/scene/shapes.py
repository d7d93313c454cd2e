"""Shapes of scene files."""

from __future__ import annotations

from pathlib import Path

from coincide_rays.errors import FileError, InputError, SceneError
from coincide_rays.models.obj import load_obj
from coincide_rays.reference.shapes.csg import OPERATIONS, Csg
from coincide_rays.reference.shapes.cube import Cube
from coincide_rays.reference.shapes.cylinder import Cone, Cylinder
from coincide_rays.reference.shapes.group import Group
from coincide_rays.reference.shapes.plane import Plane
from coincide_rays.reference.shapes.shape import Shape
from coincide_rays.reference.shapes.sphere import Sphere
from coincide_rays.reference.shapes.torus import Torus
from coincide_rays.reference.shapes.triangle import SmoothTriangle, Triangle
from coincide_rays.scene.definitions import Definitions
from coincide_rays.scene.materials import MaterialReader
from coincide_rays.scene.transforms import read_transform
from coincide_rays.scene.values import Value

_COMMON = frozenset({"add", "type", "material", "transform", "shadow", "name"})
KEYS: dict[str, frozenset[str]] = {
    "sphere": frozenset(),
    "plane": frozenset(),
    "cube": frozenset(),
    "cylinder": frozenset({"min", "max", "closed"}),
    "cone": frozenset({"min", "max", "closed"}),
    "torus": frozenset({"major", "minor"}),
    "triangle": frozenset({"p1", "p2", "p3"}),
    "smooth-triangle": frozenset({"p1", "p2", "p3", "n1", "n2", "n3"}),
    "obj": frozenset({"file"}),
    "group": frozenset({"children"}),
    "csg": frozenset({"operation", "left", "right"}),
}
_PLAIN = {"sphere": Sphere, "plane": Plane, "cube": Cube}


class ShapeReader:
    """Reads shapes; each use of a defined shape makes a new one.

    Parameters
    ----------
    folder : where OBJ files lie.
    """

    def __init__(self, definitions: Definitions, materials: MaterialReader, folder: Path) -> None:
        self._definitions, self._materials, self._folder = definitions, materials, folder

    def read(self, value: Value, through: tuple[str, ...] = ()) -> Shape:
        """Read a shape, or the name of one that is defined."""
        if isinstance(value.data, str):
            return self._named(value.data, value, {}, through)
        if not isinstance(value.data, dict):
            value.refuse("a shape with keys and values")
        data = value.data
        head = data.get("add", data.get("type"))
        if head is None:
            value.refuse("a shape that begins with `add`")
        kind = head.word("the kind of a shape")
        if kind not in KEYS:
            return self._named(kind, head, data, through)
        value.mapping(_COMMON | KEYS[kind], f"a {kind}")
        shape = self._make(kind, value, data, through)
        return self._dress(shape, data)

    def _named(self, name: str, used: Value, data: dict[str, Value], through: tuple[str, ...]) -> Shape:
        """A shape that is defined, with what its use adds: a transform that follows its own, a material instead."""
        if name in through:
            raise SceneError(f"{used.place}: `{used.key}` goes in a circle: {' → '.join((*through, name))}; break it")
        if name not in self._definitions:
            used.refuse(f"{', '.join(KEYS)}, or a name that is defined")
        shape = self.read(self._definitions.resolve(name, used), (*through, name))
        if not data:
            return shape
        Value(data, used.place, used.key).mapping(_COMMON, f"{name}, which is defined elsewhere,")
        return self._dress(shape, data, keep=True)

    def _dress(self, shape: Shape, data: dict[str, Value], *, keep: bool = False) -> Shape:
        if "transform" in data:
            given = read_transform(data["transform"], self._definitions)
            shape.transform = given @ shape.transform if keep else given
        if "material" in data:
            shape.material = self._materials.read(data["material"])
        if "shadow" in data:
            shape.casts_shadow = data["shadow"].truth()
        if "name" in data:
            shape.name = data["name"].word("a name")
        return shape

    def _make(self, kind: str, value: Value, data: dict[str, Value], through: tuple[str, ...]) -> Shape:
        if kind in _PLAIN:
            return _PLAIN[kind]()
        if kind in ("cylinder", "cone"):
            return self._round(kind, value, data)
        if kind == "torus":
            major, minor = (data[name].number() if name in data else default for name, default in _TORUS)
            try:
                return Torus(major=major, minor=minor)
            except InputError:
                value.refuse("a torus with 0 < minor < major", f"{minor:g} and {major:g}")
        if kind in ("triangle", "smooth-triangle"):
            return self._triangle(kind, value, data)
        if kind == "obj":
            return self._obj(value, data)
        if kind == "csg":
            return self._csg(value, data, through)
        children = data["children"].items("shapes") if "children" in data else []
        return Group([self.read(child, through) for child in children])

    def _round(self, kind: str, value: Value, data: dict[str, Value]) -> Shape:
        low = data["min"].end() if "min" in data else -float("inf")
        high = data["max"].end() if "max" in data else float("inf")
        if not low <= high:
            value.refuse(f"a {kind} with min below max", f"{low:g} and {high:g}")
        closed = data["closed"].truth() if "closed" in data else False
        make = Cylinder if kind == "cylinder" else Cone
        return make(minimum=low, maximum=high, closed=closed)

    def _triangle(self, kind: str, value: Value, data: dict[str, Value]) -> Shape:
        names = sorted(KEYS[kind], key=lambda name: (name[0] == "n", name))
        missing = [name for name in names if name not in data]
        if missing:
            value.refuse(f"a {kind} with {', '.join(names)}", f"none for {', '.join(missing)}")
        corners = [data[name].three() for name in names]
        if kind == "triangle":
            return Triangle(corners[0], corners[1], corners[2])
        return SmoothTriangle(corners[0], corners[1], corners[2], corners[3], corners[4], corners[5])

    def _obj(self, value: Value, data: dict[str, Value]) -> Shape:
        if "file" not in data:
            value.refuse("a model with a `file`")
        try:
            return load_obj(self._folder / data["file"].word("the name of an OBJ file"))
        except FileError as error:
            raise SceneError(f"{data['file'].place}: `file`: {error}") from None

    def _csg(self, value: Value, data: dict[str, Value], through: tuple[str, ...]) -> Shape:
        missing = [name for name in ("operation", "left", "right") if name not in data]
        if missing:
            value.refuse("a csg with operation, left and right", f"none for {', '.join(missing)}")
        word = data["operation"].word("an operation")
        for operation in OPERATIONS:
            if word == operation:
                return Csg(operation, self.read(data["left"], through), self.read(data["right"], through))
        return data["operation"].refuse(", ".join(OPERATIONS))


_TORUS = (("major", 1.0), ("minor", 0.25))
