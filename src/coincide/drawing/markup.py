"""HTML that cannot be broken by the text in it.

`element` escapes every text child and every attribute value; only what `element` or `join` built is taken as
markup. A file called ``<script>`` is therefore shown and never run.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import category

_VOID_TAGS = frozenset({"br", "img", "meta", "link", "hr", "input"})


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of finished, well-formed HTML or SVG."""

    text: str

    def __html__(self) -> str:
        """Return the text, which templates then take as markup (the convention of markupsafe)."""
        return self.text


Child = str | Markup
"""What goes inside an element: text, which is escaped, or markup."""

EMPTY = Markup("")


def element(tag: str, attributes: Mapping[str, str | int | float | None] | None = None, *children: Child) -> Markup:
    """Build one element.

    Parameters
    ----------
    attributes : by name; a value of None leaves the attribute out.
    children : text is escaped, `Markup` is kept.
    """
    head = f"<{tag}{_attributes(attributes or {})}>"
    if tag in _VOID_TAGS:
        return Markup(head)
    return Markup(f"{head}{join(children).text}</{tag}>")


def join(children: Iterable[Child]) -> Markup:
    """Put texts and markup one after the other; texts are escaped."""
    return Markup("".join(_escaped(child) for child in children))


def data_address(content: bytes, media_type: str) -> str:
    """Return an address that holds the content itself."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"


def _escaped(child: Child) -> str:
    return child.text if isinstance(child, Markup) else html.escape(printable(child), quote=False)


def _attributes(attributes: Mapping[str, str | int | float | None]) -> str:
    return "".join(
        f' {name}="{html.escape(printable(str(value)), quote=True)}"'
        for name, value in attributes.items()
        if value is not None
    )


def printable(text: str) -> str:
    """Return a text that can be written and read: no control codes, and no halves of characters."""
    # File names that are not Unicode arrive with lone surrogates, which UTF-8 cannot write; control codes may occur.
    readable = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(mark if mark in "\n\t" or category(mark) != "Cc" else " " for mark in readable)
