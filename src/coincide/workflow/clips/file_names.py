"""What clips are called: plain letters everywhere, and date and time where Raven and other programs look for them.

``whistle/r0_20260612_031502_8d1f0c2ab7e95d41.wav``: the recording, the local time of the clip's first sample, and the
id of its event. Where the time of the recording is not known, ``at_12.345s`` says where in it the clip begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

_ODD = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST = 60
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
"""Names of files that Windows keeps for devices."""


def plain_name(text: str) -> str:
    """Return a text as a part of a file name on any system: ASCII letters, digits, points, hyphens and underscores."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    name = _ODD.sub("_", ascii_text)[:_LONGEST].strip("._-")
    return f"_{name}" if not name or _DEVICES.match(name) else name


def folder_names(names: Sequence[str]) -> dict[str, str]:
    """Return a folder for each name; names that look alike as file names get a number."""
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = plain_name(name)
        number = next(k for k in range(1, len(names) + 1) if _numbered(plain, k).casefold() not in taken)
        folders[name] = _numbered(plain, number)
        taken.add(folders[name].casefold())
    return folders


def clip_name(recording: str, started_at: datetime | None, start_s: float, key: str) -> str:
    """Return the file name of a clip without its ending.

    Parameters
    ----------
    recording : name of the recording, perhaps with folders.
    started_at : local time of the clip's first sample; None if unknown.
    start_s : of the clip, in the recording.
    key : of the event, see `coincide.records.event_key`.
    """
    stem = plain_name(recording.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    when = f"at_{start_s:.3f}s" if started_at is None else started_at.strftime("%Y%m%d_%H%M%S")
    return f"{stem}_{when}_{key}"


def _numbered(plain: str, number: int) -> str:
    return plain if number == 1 else f"{plain}_{number}"
