"""What a recording comes to that cannot be read, or whose workers died: a problem of that recording alone."""

from __future__ import annotations

from coincide.errors import RecordingError
from coincide.execute import LostUnit
from coincide.records import Problem


def recording_error(path: str, failure: RecordingError | LostUnit) -> RecordingError:
    """Return why a recording is left out; one that was given up is tried again the next time."""
    if isinstance(failure, RecordingError):
        return failure
    return RecordingError(f"`{path}` was skipped: {failure.reason}", kind="unreadable")


def problem_of(path: str, failure: RecordingError | LostUnit) -> Problem:
    """Return the same as a problem."""
    error = recording_error(path, failure)
    return Problem(path, error.kind, str(error), True)
