"""What may be answered to an item of a sample, in the terminal and in the app."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from coincide.catalog import StoredCheck
from coincide.errors import InputError
from coincide.label import given_name
from coincide.records import Event
from coincide.survey.sampling import REST
from coincide.workflow.validate.sample_store import KnownSample, SampleItem

CheckAnswer = Literal["yes", "no", "other", "skip"]


def asked_name(sample: KnownSample, item: SampleItem) -> str:
    """Return what an item is called, empty for an event that goes by none of the names."""
    return "" if sample.strata[item.stratum].name == REST else item.name


def question_about(name: str, names: Sequence[str]) -> str:
    """Say what is asked about an item that is called `name`, in a sample of `names`."""
    if name:
        return f"Is this `{name}`?"
    listed = " or ".join(f"`{each}`" for each in names)
    return f"Is this {listed}?"


def event_of(item: SampleItem) -> Event:
    """Return an item as an event, whose number and level are not known."""
    span = item.span
    return Event(0, span.recording_id, span.channel, span.onset_s, span.offset_s, item.low_hz, item.high_hz, 0.0)


def checked(sample: KnownSample, item: SampleItem, answer: CheckAnswer, said: str, *, who: str) -> StoredCheck:
    """Return an answer as the catalog keeps it.

    Parameters
    ----------
    answer : ``no`` means none of the names of the sample; ``other`` comes with the name.

    Raises
    ------
    InputError : a name is missing or cannot be given, or ``yes`` to an event that has none of several names.
    """
    if answer == "other" and not said.strip():
        raise InputError("`other` needs a name, such as `other wren`.")
    name = given_name(said) if answer == "other" else ""
    if answer == "yes" and not asked_name(sample, item):
        if len(sample.names) > 1:
            raise InputError(f"say which: {', '.join(sample.names)}.")
        answer, name = "other", next(iter(sample.names))
    return StoredCheck(
        sample.id,
        item.number,
        item.span,
        item.name,
        item.score,
        answer,
        name,
        who,
        datetime.now(UTC),
    )
