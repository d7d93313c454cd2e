"""Wavefront OBJ: triangles in named groups (Buck 2019, chapter 15; Wavefront's specification of 1995)."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from pathlib import Path

from coincide_rays.errors import FileError
from coincide_rays.models.mtl import load_mtl
from coincide_rays.picture.files import read_bytes
from coincide_rays.reference.materials import Material
from coincide_rays.reference.shapes.group import Group
from coincide_rays.reference.shapes.triangle import SmoothTriangle, Triangle
from coincide_rays.space.tuples import Tuple, point, vector

Corner = tuple[int, int | None]


@dataclass
class ObjModel:
    """What an OBJ file says.

    Attributes
    ----------
    vertices, normals : from index 1 on, as the file counts; index 0 is a placeholder.
    default_group : triangles before any group.
    groups : the named ones, in order.
    ignored : number of lines that say something else.
    """

    vertices: list[Tuple] = field(default_factory=lambda: [point(0, 0, 0)])
    normals: list[Tuple] = field(default_factory=lambda: [vector(0, 0, 0)])
    default_group: Group = field(default_factory=Group)
    groups: dict[str, Group] = field(default_factory=dict[str, Group])
    ignored: int = 0

    def to_group(self) -> Group:
        """One group with all that has triangles; the model gives its groups away."""
        unnamed = [self.default_group] if len(self.default_group) else []
        return Group([*unnamed, *self.groups.values()])


def load_obj(path: str | Path) -> Group:
    """Read a file, with the MTL files that it names, into one group.

    Raises
    ------
    FileError : no such file, or a line that makes no sense, which is told with its number.
    """
    place = Path(path)
    text = read_bytes(place, "an OBJ model").decode("utf-8", "replace")
    return parse_obj(text, name=str(place), folder=place.parent).to_group()


def parse_obj(text: str, *, name: str = "the OBJ", folder: Path | None = None) -> ObjModel:
    """Read the text of an OBJ file.

    Parameters
    ----------
    name : for errors.
    folder : where MTL files lie; they are left out if None.
    """
    reader = _Reader(name, folder)
    for number, line in enumerate(text.replace("\\\n", " ").splitlines(), start=1):
        reader.read(number, line)
    return reader.model


class _Reader:
    """Reads line by line; holds the group and the material that hold for the next face."""

    def __init__(self, name: str, folder: Path | None) -> None:
        self.model = ObjModel()
        self._name, self._folder, self._line = name, folder, 0
        self._group = self.model.default_group
        self._materials: dict[str, Material] = {}
        self._material: Material | None = None

    def read(self, number: int, line: str) -> None:
        self._line = number
        words = line.split("#", 1)[0].split()
        if not words:
            return
        statement, rest = words[0], words[1:]
        if statement == "v":
            self.model.vertices.append(point(*self._numbers(rest, "v")))
        elif statement == "vn":
            self.model.normals.append(vector(*self._numbers(rest, "vn")))
        elif statement == "f":
            self._face(rest)
        elif statement in ("g", "o"):
            self._choose_group(" ".join(rest))
        elif statement == "mtllib" and self._folder is not None:
            for file in rest:
                self._materials.update(load_mtl(self._folder / file))
        elif statement == "usemtl" and self._folder is not None:
            self._choose_material(" ".join(rest))
        else:
            self.model.ignored += 1

    def _choose_group(self, name: str) -> None:
        if not name:
            self._group = self.model.default_group
            return
        self._group = self.model.groups.setdefault(name, Group(name=name))

    def _choose_material(self, name: str) -> None:
        if name not in self._materials:
            known = ", ".join(sorted(self._materials)) or "none"
            raise self._error("usemtl", f"a material of the files that `mtllib` names ({known})", name)
        self._material = self._materials[name]

    def _face(self, words: list[str]) -> None:
        corners = [self._corner(word) for word in words]
        if len(corners) < 3:
            raise self._error("f", "three corners or more", " ".join(words) or "none")
        for second, third in itertools.pairwise(corners[1:]):
            self._group.add_child(self._triangle(corners[0], second, third))

    def _triangle(self, *corners: Corner) -> Triangle | SmoothTriangle:
        points = [self.model.vertices[vertex] for vertex, _ in corners]
        normals = [self.model.normals[normal] for _, normal in corners if normal is not None]
        if len(normals) == 3:
            return SmoothTriangle(
                points[0], points[1], points[2], normals[0], normals[1], normals[2], material=self._material
            )
        return Triangle(points[0], points[1], points[2], material=self._material)

    def _corner(self, word: str) -> Corner:
        """Read vertex/texture/normal; the texture is not used."""
        parts = word.split("/")
        vertex = self._index(parts[0], len(self.model.vertices), "vertex")
        has_normal = len(parts) > 2 and parts[2] != ""
        return vertex, self._index(parts[2], len(self.model.normals), "normal") if has_normal else None

    def _index(self, word: str, n: int, what: str) -> int:
        """Count from 1, or backwards from the last with -1."""
        try:
            index = int(word)
        except ValueError:
            raise self._error("f", f"a number of a {what}", word) from None
        place = n + index if index < 0 else index
        if not 1 <= place < n:
            raise self._error("f", f"a {what} from 1 to {n - 1}, or as far back from -1", word)
        return place

    def _numbers(self, words: list[str], statement: str) -> tuple[float, float, float]:
        try:
            x, y, z = (float(word) for word in words[:3])
        except ValueError:
            raise self._error(statement, "three numbers", " ".join(words) or "none") from None
        if not (math.isfinite(x) and math.isfinite(y) and math.isfinite(z)):
            raise self._error(statement, "three finite numbers", " ".join(words))
        return x, y, z

    def _error(self, statement: str, expected: str, got: str) -> FileError:
        return FileError(f"{self._name}:{self._line}: `{statement}` must have {expected}, got {got[:60]}")
