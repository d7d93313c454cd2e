"""Which files are sound, by the ending of their name; and which look like sound that is not read.

The list holds what libsndfile 1.2 decodes without extra codecs. Whether a file really is what its name says
shows only when it is opened, see `audio.probe`. No recording is passed over in silence: one of another kind, or without
an ending, is reported with what makes it readable.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path, PurePath

from coincide.recordings.faults import printable

SOUND_SUFFIXES = frozenset(
    {".wav", ".wave", ".w64", ".rf64", ".flac", ".ogg", ".oga", ".opus", ".mp3"}
    | {".aif", ".aiff", ".aifc", ".au", ".caf"}
)
_OTHER_SOUND = frozenset(
    {".m4a", ".m4b", ".aac", ".wma", ".amr", ".ac3", ".eac3", ".ape", ".wv", ".tta", ".mka", ".weba", ".mp2", ".dsf"}
    | {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".3gp", ".3g2", ".wmv", ".mts", ".mpg", ".mpeg"}
)
"""Sound, and video with sound, that ffmpeg reads."""
_OF_RECORDERS = {
    ".sud": "Unpack it with SoundTrap Host, which writes WAV.",
    ".wac": "Convert it with Kaleidoscope, which writes WAV.",
    ".w4v": "Convert it with Kaleidoscope, which writes WAV.",
    ".zc": "They hold zero crossings, from which no sound can be made. Let the detector record full spectrum.",
}
_OF_ANABAT = re.compile(r"\.[0-9]{2}#")
"""Zero crossings of older detectors: the last two digits of the time and a mark."""
_NO_SOUND = frozenset(
    {
        ".txt",
        ".csv",
        ".tsv",
        ".json",
        ".jsonl",
        ".xml",
        ".html",
        ".htm",
        ".pdf",
        ".md",
        ".log",
        ".toml",
        ".yaml",
        ".yml",
    }
    | {".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".svg", ".heic", ".webp", ".bmp", ".doc", ".docx", ".xls"}
    | {".xlsx", ".py", ".r", ".m", ".ipynb", ".npy", ".npz", ".mat", ".sqlite", ".db", ".zip", ".gz", ".tar", ".7z"}
    | {".textgrid", ".gpx", ".kml", ".ini", ".sha256", ".md5"}
)
"""Not opened: on the disk of a network each look takes a millisecond."""
SOUND_FORMATS = "wav, flac, ogg, mp3, aiff, w64 or rf64"
"""For messages."""
_MAGIC: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".wav": ((0, b"RIFF"), (8, b"WAVE")),
    ".rf64": ((0, b"RF64"), (8, b"WAVE")),
    ".w64": ((0, b"riff\x2e\x91\xcf\x11"),),
    ".aiff": ((0, b"FORM"), (8, b"AIF")),
    ".au": ((0, b".snd"),),
    ".caf": ((0, b"caff"),),
    ".flac": ((0, b"fLaC"),),
    ".ogg": ((0, b"OggS"),),
    ".mp3": ((0, b"ID3"),),
}
_OTHER_MAGIC = ((4, b"ftypM4A"), (4, b"ftypM4B"), (0, b"#!AMR"), (0, b"MAC "), (0, b"wvpk"))


def is_sound_name(name: str) -> bool:
    """Say whether a file name has the ending of a sound file, in upper or lower case.

    Parameters
    ----------
    name : file name or path.

    Returns
    -------
    True for the endings in `SOUND_SUFFIXES`.
    """
    return PurePath(name).suffix.lower() in SOUND_SUFFIXES


def unread_sound(path: Path) -> str | None:
    """Tell why a file that is not read looks like sound, and what to do about it.

    The name decides; where it says nothing, the first bytes do. A file with a readable one of its name beside it was
    converted already.

    Parameters
    ----------
    path : a regular file whose name does not end like sound.

    Returns
    -------
    Sentences for people; None for a file that is no sound, or that cannot be opened.
    """
    suffix = _ending(path)
    if suffix in _OTHER_SOUND or suffix in _OF_RECORDERS:
        return None if _is_converted(path) else unread_by_name(path.name)
    if suffix in _NO_SOUND:
        return None
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return None
    for ending, places in _MAGIC.items():
        if all(head[at : at + len(words)] == words for at, words in places):
            name = shlex.quote(printable(path.name))
            return f"it holds sound, but its name does not say so. Rename {name} so that it ends in `{ending}`."
    if any(head[at : at + len(words)] == words for at, words in _OTHER_MAGIC):
        return _convert(path, "it holds sound of a kind that coincide does not read")
    return None


def unread_by_name(name: str) -> str | None:
    """Tell the same by the name alone; None for names that end like no sound, or like sound that is read."""
    suffix = _ending(PurePath(name))
    if suffix in _OTHER_SOUND:
        return _convert(PurePath(name), f"{suffix} files are not read")
    return f"{PurePath(name).suffix} files are not read. {_OF_RECORDERS[suffix]}" if suffix in _OF_RECORDERS else None


def _ending(path: PurePath) -> str:
    """Return the ending of a name in lower case, one for all that zero crossings have."""
    suffix = path.suffix.lower()
    return ".zc" if _OF_ANABAT.fullmatch(suffix) else suffix


def _is_converted(path: Path) -> bool:
    return any(path.with_suffix(suffix).exists() for suffix in (".wav", ".flac", ".WAV", ".FLAC"))


def _convert(path: PurePath, what: str) -> str:
    source, target = (shlex.quote(printable(name)) for name in (path.name, f"{path.stem}.wav"))
    return f"{what}. Convert it with `ffmpeg -i {source} {target}`."


def remedy_for_undecodable(name: str) -> str:
    """Say what helps with a file that cannot be decoded: give another one, if its name ends as no sound does."""
    suffix = PurePath(name).suffix
    if suffix.lower() in _NO_SOUND:
        return f"Give a sound file ({SOUND_FORMATS}) instead of one whose name ends in `{printable(suffix)}`."
    return "Check that it plays in another program, or copy it again from the recorder."
