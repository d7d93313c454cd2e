"""What a scene file defines for later use: materials, transforms, shapes; one may extend another."""

from __future__ import annotations

from coincide_rays.errors import SceneError
from coincide_rays.scene.values import Value

_DEFINE = frozenset({"define", "extend", "value"})


class Definitions:
    """Names and what they stand for. They may be used before the line that defines them."""

    def __init__(self, entries: list[Value]) -> None:
        self._entries: dict[str, dict[str, Value]] = {}
        for entry in entries:
            if isinstance(entry.data, dict) and "define" in entry.data:
                data = entry.mapping(_DEFINE, "a definition")
                name = data["define"].word("a name")
                if name in self._entries:
                    raise SceneError(f"{data['define'].place}: `define` must be a new name, got {name!r} again")
                if "value" not in data:
                    raise SceneError(f"{entry.place}: `define` of {name!r} must have a `value`, got none")
                self._entries[name] = data

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def resolve(self, name: str, used: Value) -> Value:
        """The value of a name, with what it extends.

        Raises
        ------
        SceneError : there is no such name, or it extends itself.
        """
        return self._resolve(name, used, ())

    def _resolve(self, name: str, used: Value, through: tuple[str, ...]) -> Value:
        if name in through:
            raise SceneError(f"{used.place}: `extend` goes in a circle: {' → '.join((*through, name))}; break it")
        if name not in self._entries:
            known = ", ".join(sorted(self._entries)) or "none"
            raise SceneError(f"{used.place}: `{used.key}` must be a name that is defined ({known}), got {name!r}")
        entry = self._entries[name]
        value = entry["value"]
        if "extend" not in entry:
            return value
        base = self._resolve(entry["extend"].word("a name"), entry["extend"], (*through, name))
        if isinstance(base.data, dict) and isinstance(value.data, dict):
            return Value({**base.data, **value.data}, value.place, value.key)
        if isinstance(base.data, list) and isinstance(value.data, list):
            return Value([*base.data, *value.data], value.place, value.key)
        raise SceneError(f"{value.place}: `value` of {name!r} must be like what it extends, keys or a list")
