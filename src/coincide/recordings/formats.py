"""Which files are sound, by the ending of their name.

The list holds what libsndfile 1.2 decodes without extra codecs. Whether a file really is what its name says
shows only when it is opened, see `audio.probe`.
"""

from __future__ import annotations

from pathlib import PurePath

SOUND_SUFFIXES = frozenset(
    {".wav", ".wave", ".w64", ".rf64", ".flac", ".ogg", ".oga", ".opus", ".mp3"}
    | {".aif", ".aiff", ".aifc", ".au", ".caf"}
)


def is_sound_name(name: str) -> bool:
    """Tell whether a file name ends like a sound file, in any case.

    Parameters
    ----------
    name : file name or path.

    Returns
    -------
    True for the endings in `SOUND_SUFFIXES`.
    """
    return PurePath(name).suffix.lower() in SOUND_SUFFIXES
