"""Sites and recorders in the names of folders, by a pattern such as ``{site}/{recorder}/``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from coincide.errors import InputError
from coincide.records import Deployment

_FIELD = re.compile(r"\{([^{}]*)\}")
_KNOWN = ("site", "recorder")


def by_pattern(names: Iterable[str], pattern: str, *, known: Sequence[Deployment] = ()) -> list[Deployment]:
    """Find sites and recorders in folder names.

    Parameters
    ----------
    names : of recordings, with forward slashes.
    pattern : of the beginning of names: ``{site}`` and ``{recorder}`` stand for any text without a slash, other fields
        for columns of their own, ``*`` for anything without a slash.
    known : rows of a table of sites, whose positions, zones and columns the sites take over.

    Returns
    -------
    A deployment for each folder that fits, in alphabetical order, and the rows of `known` that no folder fits.

    Raises
    ------
    InputError : the pattern has no ``{site}``, a field twice, or no name fits.

    Examples
    --------
    >>> [(each.site, each.recorder, each.folder) for each in by_pattern(["moor/AM1/a.wav"], "{site}/{recorder}/")]
    [('moor', 'AM1', 'moor/AM1')]
    """
    expression = _expression(pattern)
    folders: dict[str, dict[str, str]] = {}
    first = ""
    for name in names:
        first = first or name
        match = expression.match(name)
        if match is not None:
            folders.setdefault(match[0].rstrip("/"), match.groupdict())
    if not folders:
        raise InputError(
            f"no recording matches `--pattern {pattern}`; the first is called `{first}`. The pattern describes the "
            "beginning of such names, for example `{site}/{recorder}/`."
        )
    found = [row for folder in sorted(folders) for row in _deployments(folder, folders[folder], known)]
    used = {each.site.casefold() for each in found}
    return [*found, *(each for each in known if each.site.casefold() not in used)]


def _expression(pattern: str) -> re.Pattern[str]:
    fields = _FIELD.findall(pattern)
    wrong = next((each for each in fields if not each.isidentifier()), None)
    twice = next((each for each in fields if fields.count(each) > 1), None)
    if "site" not in fields or wrong is not None or twice is not None:
        why = (
            f"has `{{{wrong}}}`, which is not a word"
            if wrong is not None
            else f"has `{{{twice}}}` twice"
            if twice is not None
            else "has no `{site}`"
        )
        raise InputError(f"`--pattern {pattern}` {why}. Write folders as in `{{site}}/{{recorder}}/`.")
    parts = re.split(r"(\{[^{}]*\}|\*)", pattern.rstrip("/"))
    text = "".join(f"(?P<{part[1:-1]}>[^/]+)" if part[:1] == "{" else _literal(part) for part in parts)
    return re.compile(text + "/", re.IGNORECASE)


def _literal(part: str) -> str:
    return "[^/]*" if part == "*" else re.escape(part)


def _deployments(folder: str, fields: dict[str, str], known: Sequence[Deployment]) -> list[Deployment]:
    """Return the rows of a folder: all deployments of its recorder at its site that a table knows, else one."""
    site, recorder = fields["site"], fields.get("recorder", "")
    columns = {name: value for name, value in fields.items() if name not in _KNOWN}
    of_site = [each for each in known if each.site.casefold() == site.casefold()]
    mine = [each for each in of_site if recorder and each.recorder.casefold() == recorder.casefold()]
    rows = mine or [each for each in of_site if not each.recorder]
    if not rows:
        rows = [replace(of_site[0], began_at=None, ended_at=None)] if of_site else [Deployment(site, source="pattern")]
    return [
        replace(row, recorder=recorder or row.recorder, folder=folder, columns={**row.columns, **columns})
        for row in rows
    ]
