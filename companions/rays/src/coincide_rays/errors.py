"""Errors a user can do something about.

RaysError
├── InputError        an argument has a value that makes no sense; also a ValueError
└── FileError         a file cannot be read or written, or does not say what it should
    └── SceneError    a scene file, with line and key
"""

from __future__ import annotations


class RaysError(Exception):
    """Anything a ray tracer's user can repair."""


class InputError(RaysError, ValueError):
    """An argument has a value that makes no sense."""


class FileError(RaysError):
    """A file cannot be read or written, or does not say what it should."""


class SceneError(FileError):
    """A scene file is wrong at one place; the text begins with file, line and key."""
