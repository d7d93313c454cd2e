"""YAML with places: every value knows its line and its key, so that errors can tell them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

import yaml

from coincide_rays.errors import SceneError

MAX_VALUES, MAX_DEPTH = 200_000, 60
Data: TypeAlias = "dict[str, Value] | list[Value] | str | int | float | bool | None"


@dataclass(frozen=True)
class Value:
    """A value of a scene file.

    Attributes
    ----------
    data : a mapping or a list of values, or a plain value.
    place : file and line.
    key : the key that it stands under.
    """

    data: Data
    place: str
    key: str

    def refuse(self, expected: str, got: object = None) -> NoReturn:
        """Say what was expected here."""
        shown = _shown(self.data) if got is None else got
        raise SceneError(f"{self.place}: `{self.key}` must be {expected}, got {shown}")

    def mapping(self, allowed: frozenset[str], what: str) -> dict[str, Value]:
        """A mapping with no other keys than these."""
        if not isinstance(self.data, dict):
            self.refuse(f"{what} with keys and values")
        for name, value in self.data.items():
            if name not in allowed:
                known = ", ".join(sorted(allowed))
                raise SceneError(f"{value.place}: `{name}` is not a key of {what}; it may have {known}")
        return self.data

    def items(self, what: str) -> list[Value]:
        if not isinstance(self.data, list):
            self.refuse(f"a list of {what}")
        return self.data

    def number(self, *, least: float = -math.inf) -> float:
        """A finite number; text such as 1e-3, which YAML does not take for a number, is one too."""
        number = self._as_float()
        if number is None or not math.isfinite(number) or number < least:
            self.refuse("a finite number" if least == -math.inf else f"a finite number of {least:g} or more")
        return number

    def end(self) -> float:
        """A number that may be infinite, but not NaN."""
        number = self._as_float()
        if number is None or math.isnan(number):
            self.refuse("a number, or .inf")
        return number

    def whole(self, *, least: int = 1) -> int:
        if isinstance(self.data, bool) or not isinstance(self.data, int) or self.data < least:
            self.refuse(f"a whole number of {least} or more")
        return self.data

    def truth(self) -> bool:
        if not isinstance(self.data, bool):
            self.refuse("true or false")
        return self.data

    def word(self, what: str) -> str:
        if not isinstance(self.data, str):
            self.refuse(what)
        return self.data

    def three(self) -> tuple[float, float, float]:
        if not isinstance(self.data, list) or len(self.data) != 3:
            self.refuse("a list of three numbers")
        x, y, z = (part.number() for part in self.data)
        return x, y, z

    def _as_float(self) -> float | None:
        if isinstance(self.data, bool) or not isinstance(self.data, (int, float, str)):
            return None
        try:
            return float(self.data)
        except (ValueError, OverflowError):
            return None


def read_values(text: str, name: str) -> Value:
    """Read YAML.

    Raises
    ------
    SceneError : it is not YAML, has a key twice, or is far too large once its aliases are followed.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise SceneError(f"{name}{line}: expected YAML, got an error: {problem}") from None
    except RecursionError:  # PyYAML calls itself for each level
        raise SceneError(f"{name}: `scene` is too deep; a scene has values at most {MAX_DEPTH} deep") from None
    if node is None:
        raise SceneError(f"{name}: expected a list of `add:` and `define:` entries, got an empty file")
    return _Converter(name).convert(node, "scene", 0)


class _Converter:
    def __init__(self, name: str) -> None:
        self._name, self._count = name, 0
        self._scalars = yaml.constructor.SafeConstructor()

    def convert(self, node: yaml.Node, key: str, depth: int) -> Value:
        place = f"{self._name}:{node.start_mark.line + 1}"
        self._count += 1
        if self._count > MAX_VALUES or depth > MAX_DEPTH:
            raise SceneError(
                f"{place}: `{key}` is too large or too deep; a scene has at most {MAX_VALUES} values, {MAX_DEPTH} deep"
            )
        if isinstance(node, yaml.MappingNode):
            return Value(self._mapping(node, place, depth), place, key)
        if isinstance(node, yaml.SequenceNode):
            return Value([self.convert(child, key, depth + 1) for child in node.value], place, key)
        try:
            data = self._scalars.construct_object(node)
        except (yaml.YAMLError, ValueError):
            data = str(node.value)
        return Value(data if isinstance(data, (str, int, float, bool)) or data is None else str(node.value), place, key)

    def _mapping(self, node: yaml.MappingNode, place: str, depth: int) -> dict[str, Value]:
        data: dict[str, Value] = {}
        for key_node, value_node in node.value:
            name = str(key_node.value)
            if not isinstance(key_node, yaml.ScalarNode):
                raise SceneError(f"{place}: a key must be a word, got a list or a mapping")
            if name in data:
                raise SceneError(f"{self._name}:{key_node.start_mark.line + 1}: `{name}` is here twice; remove one")
            data[name] = self.convert(value_node, name, depth + 1)
        return data


def _shown(data: Data) -> str:
    if isinstance(data, dict):
        return "keys " + ", ".join(list(data)[:6])
    if isinstance(data, list):
        return "[" + ", ".join(_shown(part.data) for part in data[:6]) + (", …]" if len(data) > 6 else "]")
    return repr(data) if data is not None else "nothing"
