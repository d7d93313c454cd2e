"""A sample that people check: which item is next, what they said, and what comes out.

The page shows the newest sample of the current model. Items are stretches of sound, so they stay when events get other
numbers. Who answers is told with each request, since several people may use one server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coincide.app.browse import Browse
from coincide.catalog import CatalogStore
from coincide.drawing.sound import slowdown
from coincide.errors import NoSuchError
from coincide.learned.opened import LearnedCatalog
from coincide.records import Event, Recording
from coincide.workflow.validate.answers import CheckAnswer, asked_name, checked, event_of, question_about
from coincide.workflow.validate.result import ValidationResult, validation_result
from coincide.workflow.validate.sample_store import KnownSample, SampleItem, read_sample
from coincide.workflow.validate.session import find_sample, new_sample

_N_AHEAD = 2


@dataclass(frozen=True, slots=True)
class CheckItem:
    """An item as it is asked about.

    Attributes
    ----------
    item : its place in the sample, from 0.
    name : what the event is called, empty if it goes by none of the names.
    site, time_local : where and when, as far as known.
    slowdown : how many times slower its sound is played.
    """

    item: int
    name: str
    question: str
    recording_id: int
    recording_name: str
    onset_s: float
    offset_s: float
    low_hz: float
    high_hz: float
    site: str
    time_local: datetime | None
    slowdown: int


@dataclass(frozen=True, slots=True)
class CheckState:
    """How far one person has checked the newest sample.

    Attributes
    ----------
    who : the person.
    sample : its number; None until one is drawn for the current model.
    names : that it is about.
    next : the item to answer and those after it; none when all are answered.
    """

    who: str
    sample: int | None
    names: list[str]
    n_items: int
    n_answered: int
    next: list[CheckItem]


def check_state(browse: Browse, who: str) -> CheckState:
    """Return the newest sample of the current model, and what is left of it for a person.

    Raises
    ------
    NotLearnedError : nothing has been learned yet.
    """
    sample = find_sample(browse.store, (), model_id=LearnedCatalog(browse.store).record.id)
    if sample is None:
        return CheckState(who, None, [], 0, 0, [])
    said = {check.item for check in browse.store.samples.checks(sample.id) if check.who == who}
    left = [item for item in sample.items if item.number not in said]
    return CheckState(
        who=who,
        sample=sample.id,
        names=list(sample.names),
        n_items=len(sample.items),
        n_answered=len(said),
        next=[_shown(browse, sample, item) for item in left[:_N_AHEAD]],
    )


def draw(store: CatalogStore, names: Sequence[str], *, n: int, who: str, timezone: str | None) -> None:
    """Draw a new sample and store it.

    Raises
    ------
    InputError : a name is unknown, or none is given.
    """
    seed = len(store.samples.all())  # so that each sample is another one
    new_sample(LearnedCatalog(store), names, n=n, seed=seed, who=who, timezone=timezone)


def answer(store: CatalogStore, sample_id: int, item: int, said: CheckAnswer, name: str, *, who: str) -> None:
    """Store an answer, in place of what the same person said before.

    Raises
    ------
    NoSuchError : there is no such item.
    InputError : a name is missing.
    """
    sample = _sample(store, sample_id)
    store.samples.put_check(checked(sample, _item(sample, item), said, name, who=who))


def take_back(store: CatalogStore, sample_id: int, *, who: str) -> None:
    """Take the last answer of a person back; nothing happens if there is none."""
    given = [check for check in store.samples.checks(_sample(store, sample_id).id) if check.who == who]
    if given:
        store.samples.take_back(sample_id, given[-1].item, who)


def check_result(browse: Browse, sample_id: int, who: str, *, precision: float) -> ValidationResult:
    """Estimate from the answers of a person; see `coincide.workflow.validate.result.validation_result`.

    Raises
    ------
    NoSuchError : there is no such sample.
    """
    return validation_result(browse.store, _sample(browse.store, sample_id), who=who, wanted_precision=precision)


def item_event(browse: Browse, sample_id: int, item: int) -> tuple[Event, Recording]:
    """Return an item as an event, with its recording.

    Raises
    ------
    NoSuchError : there is no such item.
    """
    event = event_of(_item(_sample(browse.store, sample_id), item))
    return event, browse.recording(event.recording_id)


def _sample(store: CatalogStore, sample_id: int) -> KnownSample:
    stored = store.samples.get(sample_id)
    if stored is None:
        raise NoSuchError(f"there is no sample {sample_id}. Reload the page.")
    return read_sample(stored)


def _item(sample: KnownSample, item: int) -> SampleItem:
    if not 0 <= item < len(sample.items):
        raise NoSuchError(f"sample {sample.id} has items 0 to {len(sample.items) - 1}, got {item}.")
    return sample.items[item]


def _shown(browse: Browse, sample: KnownSample, item: SampleItem) -> CheckItem:
    recording = browse.recording(item.span.recording_id)
    place = browse.places().get(recording.id)
    name = asked_name(sample, item)
    return CheckItem(
        item=item.number,
        name=name,
        question=question_about(name, sample.names),
        recording_id=recording.id,
        recording_name=recording.name,
        onset_s=item.span.onset_s,
        offset_s=item.span.offset_s,
        low_hz=item.low_hz,
        high_hz=item.high_hz,
        site="" if place is None else place.site,
        time_local=None if place is None else place.local_at(item.span.onset_s),
        slowdown=slowdown(recording.sample_rate_hz, high_hz=item.high_hz),
    )
