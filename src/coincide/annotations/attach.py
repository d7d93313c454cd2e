"""Which recording a table means, however it spells the name.

Tables name recordings in many ways: by absolute path on another machine, by file name alone, by the stem of
the table's own name. The surest reading is tried first; where several recordings fit equally well, none is
taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from coincide.annotations.spans import RecordingSpan
from coincide.annotations.wording import one_line
from coincide.records import Annotation

_MOST_FOLDERS = 100
"""At the end of a path that are compared one by one; without a limit, a cell of slashes would take gigabytes."""
_EXTENSION = re.compile(r"(?<=[^/])\.[^./]+$")


def attach_recordings(
    annotations: Sequence[Annotation], recordings: Sequence[RecordingSpan]
) -> tuple[list[Annotation], list[str]]:
    """Find the recordings that the rows of a table belong to.

    These are tried in turn: the same name or path; one path ends with the other; the same file name; then all
    three without file extensions. The first that fits any recording decides, if it fits only one. A table
    that names no recording belongs to the only recording, if there is just one. Slashes and backslashes are the same,
    and so are composed and decomposed letters: a Mac may write `é` in a file's name as two characters.

    Parameters
    ----------
    annotations : as read, with any spelling of the recording.
    recordings : the recordings that are there; one with copies may be there once for each path.

    Returns
    -------
    The annotations whose recording was found, now with its `name`, in their order; and the spellings that fit
    no recording or several, each once, in order of appearance.
    """
    indexes = _index(recordings, _slashed), _index(recordings, _bare)
    spellings = dict.fromkeys(annotation.recording for annotation in annotations)
    found = {written: _find_name(written, indexes, recordings) for written in spellings}
    attached = [
        replace(annotation, recording=name)
        for annotation in annotations
        if (name := found[annotation.recording]) is not None
    ]
    return attached, [written for written, name in found.items() if name is None]


@dataclass(frozen=True, slots=True)
class _Index:
    """Names of recordings by whole path and by every end of it."""

    whole: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ends: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def _index(recordings: Sequence[RecordingSpan], spell: Callable[[str], str]) -> _Index:
    index = _Index()
    for span in recordings:
        for path in (spell(span.name), spell(span.path)):
            index.whole[path].add(span.name)
            for end in _ends(path):
                index.ends[end].add(span.name)
    return index


def _find_name(written: str, indexes: tuple[_Index, _Index], recordings: Sequence[RecordingSpan]) -> str | None:
    if not written:
        return recordings[0].name if len({span.name for span in recordings}) == 1 else None
    exact, bare = indexes
    for index, spelling in ((exact, _slashed(written)), (bare, _slashed(written)), (bare, _bare(written))):
        for names in _candidates(index, spelling):
            if names:
                return next(iter(names)) if len(names) == 1 else None
    return None


def _candidates(index: _Index, spelling: str) -> Iterable[set[str]]:
    """Return the recordings that fit, surest reading first."""
    ends = _ends(spelling)
    yield index.whole.get(spelling, set())
    yield index.ends.get(spelling, set()).union(*(index.whole.get(end, set()) for end in ends))
    yield index.ends.get(ends[-1], set())


def _ends(path: str) -> list[str]:
    """Return a path without its first 0, 1, 2 … folders."""
    parts = path.rsplit("/", _MOST_FOLDERS)
    return ["/".join(parts[start:]) for start in range(len(parts))]


def _slashed(path: str) -> str:
    return unicodedata.normalize("NFC", one_line(path)).replace("\\", "/").removeprefix("./")


def _bare(path: str) -> str:
    return _EXTENSION.sub("", _slashed(path))
