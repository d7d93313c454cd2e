"""What happens around every command: errors become sentences and exit codes.

| what | is said on standard error | exit code |
| --- | --- | --- |
| an error that `coincide` raises on purpose | `error: ` and its message | 1 |
| wrong usage | `error: `, what was expected and what came | 2 |
| Ctrl-C | how to go on | 130 |
| a signal to end, or a closed terminal | how to go on | 143, 129 |
| a full disk, no folder for temporary files, or a deleted current folder | what to do | 1 |
| anything else | one line, and how to report it | 1 |

`--debug` shows the traceback instead. A reader of a pipe that went away is no error.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import click

from coincide.cli.output.broken_lines import broken
from coincide.cli.output.harmless_text import harmless
from coincide.cli.usage_errors import usage_message
from coincide.errors import ON_PURPOSE

FAILED, MISUSED = 1, 2
_BY_SIGNAL = 128
"""Shells add this to the number of the signal that ended a command."""
_DEBUG = "coincide.debug"
_ERROR = "error:"
_FULL = (errno.ENOSPC, errno.EDQUOT)


class _Ended(KeyboardInterrupt):
    """A signal other than that of Ctrl-C, which ends a command in the same way."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def end_in_order() -> None:
    """Let signals to end, as from a job scheduler or a closing terminal, do what Ctrl-C does; a second one kills."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # `nohup` ignores it
            signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    raise _Ended(number)


def ask_for_traceback(context: click.Context, wanted: bool) -> None:
    """Remember for the whole command whether errors shall show where they come from."""
    context.meta[_DEBUG] = wanted


@contextmanager
def plain_errors(context: click.Context) -> Generator[None]:
    """Turn exceptions into a message and an exit code."""
    _allow_any_name()
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise  # A bare `coincide` asks for help.
    except click.UsageError as error:
        _say_error(usage_message(error, context))
        raise click.exceptions.Exit(MISUSED) from None
    except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
        raise
    except KeyboardInterrupt as stop:
        with suppress(OSError):  # the terminal may be gone
            click.echo("stopped; run the same command again to continue", err=True)
        number = stop.number if isinstance(stop, _Ended) else signal.SIGINT
        # After an interrupt inside `exec` of a string, Python ends by SIGINT, unless `exec` runs again.
        exec("")
        raise click.exceptions.Exit(_BY_SIGNAL + number) from None
    except Exception as error:
        if context.meta.get(_DEBUG, False):
            raise
        if isinstance(error.__context__, BrokenPipeError):  # of a table on standard output
            raise error.__context__ from None
        _say_error(str(error) if isinstance(error, ON_PURPOSE) else _of_the_system(error) or _unexpected(error))
        raise click.exceptions.Exit(FAILED) from None


def _allow_any_name() -> None:
    """Let names of files that are not Unicode be written as `\\udcff`, which JSON reads; most locales refuse them."""
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict" and stream.encoding.startswith("utf"):
        stream.reconfigure(errors="backslashreplace")


def _of_the_system(error: Exception) -> str:
    """Return what to do if a disk is full, such as that of the output, or a folder is missing; empty otherwise."""
    if isinstance(error, FileNotFoundError) and "usable temporary directory" in str(error):  # `tempfile` says so
        return "expected a folder for temporary files, but none can be written to. Name one with `TMPDIR`."
    if isinstance(error, FileNotFoundError) and _is_nowhere():
        return "the current folder was deleted. Change to another folder, and run the command again."
    if not isinstance(error, OSError) or error.errno not in _FULL:
        return ""
    where = "the output" if error.filename is None else f"`{error.filename}`"
    return f"{where} cannot be written ({error.strerror}). Free some space, and run the command again."


def _is_nowhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _unexpected(error: Exception) -> str:
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"internal error ({what}). The fault is in `coincide`, not in what you typed. Run the command again with "
        "`--debug`, and report what it prints on the project's issue page."
    )


def _say_error(message: str) -> None:
    """Write an error; the first word is red where colors are shown and wanted."""
    color = False if os.environ.get("NO_COLOR") else None
    text = f"{_ERROR} {harmless(message)}"
    if sys.stderr.isatty():
        text = broken(text, shutil.get_terminal_size().columns)
    click.echo(click.style(_ERROR, fg="red") + text.removeprefix(_ERROR), err=True, color=color)
