"""Wavefront MTL: colors for OBJ models."""

from __future__ import annotations

from pathlib import Path

from coincide_rays.errors import FileError, InputError
from coincide_rays.picture.files import read_bytes
from coincide_rays.reference.materials import Material


def load_mtl(path: Path) -> dict[str, Material]:
    """Read all materials of a file: Kd (color), Ks (specular), Ns (shininess), d or Tr (transparency), Ni.

    Raises
    ------
    FileError : no such file, or a line that makes no sense, which is told with its number.
    """
    materials: dict[str, Material] = {}
    current: Material | None = None
    text = read_bytes(path, "an MTL file, named by `mtllib`").decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        if words[0] == "newmtl":
            current = materials[" ".join(words[1:])] = Material(specular=0.0)
        elif current is not None:
            _read(current, words, f"{path}:{number}")
    return materials


def _read(material: Material, words: list[str], place: str) -> None:
    statement, rest = words[0], words[1:]
    counts = {"Kd": 3, "Ks": 3, "Ns": 1, "d": 1, "Tr": 1, "Ni": 1}
    if statement not in counts:
        return
    try:
        numbers = [float(word) for word in rest]
        if len(numbers) != counts[statement]:
            raise ValueError
        _set(material, statement, numbers)
    except (ValueError, InputError):
        many = "three numbers" if counts[statement] == 3 else "one number"
        raise FileError(f"{place}: `{statement}` must have {many} of 0 or more, got {' '.join(rest)[:60]}") from None


def _set(material: Material, statement: str, numbers: list[float]) -> None:
    if statement == "Kd":
        material.color = numbers  # pyright: ignore[reportAttributeAccessIssue]  a material takes three numbers
    elif statement == "Ks":
        material.specular = max(numbers)
    elif statement == "Ns":
        material.shininess = numbers[0]
    elif statement in ("d", "Tr"):
        material.transparency = 1 - numbers[0] if statement == "d" else numbers[0]
    elif numbers[0] > 0:
        material.refractive_index = numbers[0]
