"""Transforms of scene files: lists of steps, done in the order in which they are written."""

from __future__ import annotations

from collections.abc import Callable

from coincide_rays.errors import InputError, SceneError
from coincide_rays.scene.definitions import Definitions
from coincide_rays.scene.values import Value
from coincide_rays.space.matrices import IDENTITY, Matrix, inverse
from coincide_rays.space.transforms import rotation_x, rotation_y, rotation_z, scaling, shearing, translation

STEPS: dict[str, tuple[int, Callable[..., Matrix]]] = {
    "translate": (3, translation),
    "scale": (3, scaling),
    "rotate-x": (1, rotation_x),
    "rotate-y": (1, rotation_y),
    "rotate-z": (1, rotation_z),
    "shear": (6, shearing),
}


def read_transform(value: Value, definitions: Definitions) -> Matrix:
    """Read a list of steps; a step may be the name of a defined list.

    Raises
    ------
    SceneError : an unknown step, a wrong number of numbers, or steps that flatten space.
    """
    made = _read(value, definitions, ())
    try:
        inverse(made)
    except InputError:
        raise SceneError(
            f"{value.place}: `{value.key}` must not flatten space; it has a scale of 0, or shears that undo each other"
        ) from None
    return made


def _read(value: Value, definitions: Definitions, through: tuple[str, ...]) -> Matrix:
    if isinstance(value.data, str):
        if value.data in through:
            raise SceneError(f"{value.place}: `{value.key}` goes in a circle: {' → '.join((*through, value.data))}")
        return _read(definitions.resolve(value.data, value), definitions, (*through, value.data))
    made = IDENTITY
    for step in value.items("steps such as [translate, 1, 2, 3]"):
        done = _read(step, definitions, through) if isinstance(step.data, str) else _step(step)
        made = done if made is IDENTITY else done @ made
    return made


def _step(step: Value) -> Matrix:
    parts = step.items("a word and numbers, such as [translate, 1, 2, 3]")
    name = parts[0].data if parts else None
    if not isinstance(name, str) or name not in STEPS:
        step.refuse(f"steps that begin with {', '.join(STEPS)}")
    count, make = STEPS[name]
    if len(parts) != count + 1:
        many = "one number" if count == 1 else f"{count} numbers"
        step.refuse(f"{name} with {many}")
    return make(*(part.number() for part in parts[1:]))
