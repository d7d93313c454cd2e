"""Whatever reading one file does becomes that file's problem, so that the others are still read.

Damaged files make decoders and readers fail in ways that no list covers. So everything that reads a file runs
inside `blamed_on`: each exception becomes a `RecordingError` that names the file and the cause. A mistake of `coincide`
itself stays visible, since the reason names the exception and asks for a report.
"""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager

from coincide.errors import CoincideError, RecordingError
from coincide.recordings.places import Place

_DISK_IS_AWAY = (errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTDOWN)
_REMEDIES = {
    errno.EACCES: "Check its permissions.",
    errno.EPERM: "Check its permissions.",
    errno.ENOENT: "Check the path, and that the disk is connected.",
    errno.EIO: "Check the disk, and copy the file again from the recorder.",
    errno.ELOOP: "The link leads back to itself; delete it.",
    errno.ENAMETOOLONG: "Shorten its name, or those of its folders.",
    errno.EMFILE: "Too many files are open; close other programs and try again.",
    errno.ENFILE: "Too many files are open; close other programs and try again.",
} | dict.fromkeys(_DISK_IS_AWAY, "Check that the disk is connected.")


@contextmanager
def blamed_on(path: Place) -> Generator[None]:
    """Turn any error inside into a problem of one file.

    Parameters
    ----------
    path : the file that is read.

    Raises
    ------
    RecordingError : kind ``unreadable``. Errors that `coincide` raises on purpose pass, and so does a reader of our
        output that went away.
    """
    try:
        yield
    except (CoincideError, BrokenPipeError):
        raise
    except OSError as error:
        raise unreadable(path, error) from error
    except MemoryError as error:
        message = f"`{shown(path)}` needs more memory than there is. Close other programs, or leave it out."
        raise RecordingError(message, kind="unreadable") from error
    except Exception as error:
        cause = " ".join(f"{type(error).__name__}: {error}".split())
        raise RecordingError(
            f"`{shown(path)}` cannot be read, because its reader fails with {cause}. The file may be damaged; "
            "if it plays in another program, please report this at the project's issue page.",
            kind="unreadable",
        ) from error


def unreadable(path: Place, error: OSError) -> RecordingError:
    """Return the error for a file that the system does not let us read."""
    return RecordingError(f"`{shown(path)}` {unreadable_because(error)}", kind="unreadable")


def unreadable_because(error: OSError) -> str:
    """Return why the system does not let us read something, and what helps, as the end of a sentence and a sentence."""
    code = errno.errorcode.get(error.errno or 0, "")
    remedy = _REMEDIES.get(error.errno or 0)
    if remedy is None:
        named = f" ({code})" if code else ""
        return f"cannot be read: {error.strerror or error}{named}. Check the disk, or copy the file to another one."
    return f"cannot be read: {error.strerror}. {remedy}"


def shown(path: Place) -> str:
    """Return a path for a message."""
    return printable(str(path))


def printable(text: str) -> str:
    """Return a path as text that any terminal and database takes.

    Parameters
    ----------
    text : a path, perhaps with bytes that are not UTF-8 (as lone surrogates).

    Returns
    -------
    The same, with such bytes written as escapes.
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
