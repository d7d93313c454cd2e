"""One person who checks a sample: item after item, each answer stored at once, so that one may stop and go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coincide.catalog import CatalogStore, find_catalog
from coincide.errors import InputError
from coincide.learned.opened import LearnedCatalog
from coincide.learned.originals import originals_of
from coincide.learned.writing import writing
from coincide.recordings import ChannelChoice, channel_heard
from coincide.records import Recording
from coincide.survey import draw_sample
from coincide.wording import each_of
from coincide.workflow.label.question import Member
from coincide.workflow.survey.table import open_survey
from coincide.workflow.validate.answers import CheckAnswer, asked_name, checked, event_of, question_about
from coincide.workflow.validate.result import ValidationResult, validation_result
from coincide.workflow.validate.sample_store import (
    KnownSample,
    SampleItem,
    hours_of,
    read_sample,
    sites_of,
    stored_sample,
)

_COMMAND = "coincide validate"


@dataclass(frozen=True, slots=True)
class CheckView:
    """An item as it is shown.

    Attributes
    ----------
    number, n_items : which item it is, from 1, of how many.
    name : what the event is called, empty for an event that goes by none of the names.
    names : that the sample is about.
    """

    number: int
    n_items: int
    name: str
    names: tuple[str, ...]
    member: Member

    def question(self) -> str:
        """Say what is asked."""
        return question_about(self.name, self.names)


class Validation:
    """A session in which a person checks a random sample of events; it continues the sample, or draws a new one.

    Parameters
    ----------
    catalog : the catalog's folder; if not given, the only one in the current folder.
    names : one name or several to check; those of the newest sample if empty.
    n : number of events in a new sample.
    who : name of the person who answers, stored with each answer.
    is_new : draw a new sample even if there is one of these names.
    may_draw : draw a sample if there is none; otherwise that is an error.
    seed : for drawing a new sample.
    timezone : of recorders whose time zone is not known otherwise; the sample is spread over hours.
    on_wait : called with a sentence if another command is writing.

    Attributes
    ----------
    is_continued : whether the sample was drawn earlier, so that `n`, `seed` and `timezone` changed nothing.

    Raises
    ------
    InputError : a name is unknown, or there is neither a name nor a sample, or no sample where none may be drawn.
    CatalogError : there is no catalog, nothing has been learned yet, or it cannot be written where a sample may be
        drawn.
    """

    def __init__(
        self,
        catalog: Path | None = None,
        *,
        names: Sequence[str] = (),
        n: int = 100,
        who: str = "",
        is_new: bool = False,
        may_draw: bool = True,
        seed: int = 0,
        timezone: str | None = None,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.catalog: Path = find_catalog(catalog)
        self.who: str = who
        self._on_wait = on_wait
        with writing(self.catalog, on_wait, command=_COMMAND) if may_draw else CatalogStore.open(self.catalog) as store:
            learned = LearnedCatalog(store)
            known = None if is_new else find_sample(store, names, model_id=learned.record.id)
            self.is_continued: bool = known is not None
            if known is None and not may_draw:
                raise InputError(f"{_no_sample(names)} `coincide validate --names NAME` draws one and asks about it.")
            if known is None:
                known = new_sample(learned, names, n=n, seed=seed, who=who, timezone=timezone)
            self.sample: KnownSample = known
            self._recordings: dict[int, Recording] = {each.id: each for each in store.recordings.all()}
            self._channels: ChannelChoice = learned.settings.recordings.channels
            self._said = {check.item: check for check in store.samples.checks(known.id) if check.who == who}
            self._names = {label.label for label in store.labels.all()}
            self._names |= {each.name for each in store.categories.all(learned.record.id) if each.name}
        self._given: list[int] = []
        self._originals = originals_of(self.catalog)

    @property
    def names(self) -> set[str]:
        """The names that are known: those of categories, labels, the sample and the answers so far."""
        return {*self._names, *self.sample.names, *(check.said for check in self._said.values() if check.said)}

    def ask(self) -> CheckView | None:
        """Return the next item, None if all are answered."""
        item = self._next()
        if item is None:
            return None
        span = item.span
        channel = channel_heard(self._channels, span.channel)
        return CheckView(
            number=len(self._said) + 1,
            n_items=len(self.sample.items),
            name=asked_name(self.sample, item),
            names=self.sample.names,
            member=Member(event_of(item), self._recordings[span.recording_id], channel, self._originals),
        )

    def answer(self, answer: CheckAnswer, said: str = "") -> None:
        """Answer the item in hand.

        Parameters
        ----------
        answer : ``no`` means none of the names of the sample; ``other`` comes with the name.

        Raises
        ------
        InputError : there is no item left, a name is missing, or ``yes`` to an event that has none of the names.
        CatalogBusyError : another command is writing.
        """
        item = self._next()
        if item is None:
            raise InputError("all items are answered. Draw a new sample.")
        check = checked(self.sample, item, answer, said, who=self.who)
        with writing(self.catalog, self._on_wait, command=_COMMAND, is_checked=True) as store:
            store.samples.put_check(check)
        self._said[item.number] = check
        self._given.append(item.number)

    def undo(self) -> int | None:
        """Take the last answer of this session back; returns the number of its item from 1, None if there is none."""
        if not self._given:
            return None
        item = self._given.pop()
        with writing(self.catalog, self._on_wait, command=_COMMAND, is_checked=True) as store:
            store.samples.take_back(self.sample.id, item, self.who)
        del self._said[item]
        return item + 1

    def result(self, *, wanted_precision: float = 0.9, is_of_anyone: bool = False) -> ValidationResult:
        """Return what the answers say; see `validation_result`.

        Parameters
        ----------
        is_of_anyone : take the answers of the person who answered most, not of the one of this session.
        """
        who = None if is_of_anyone else self.who
        with CatalogStore.open(self.catalog) as store:
            return validation_result(store, self.sample, who=who, wanted_precision=wanted_precision)

    def _next(self) -> SampleItem | None:
        return next((item for item in self.sample.items if item.number not in self._said), None)


def find_sample(store: CatalogStore, names: Sequence[str], *, model_id: str) -> KnownSample | None:
    """Return the newest sample of a model that is about some names, about any names if none is given."""
    wanted = {name.strip().casefold() for name in each_of(names)}
    for stored in reversed(store.samples.all()):
        sample = read_sample(stored)
        is_meant = not wanted or {name.casefold() for name in sample.names} == wanted
        if is_meant and model_id == sample.model_id:
            return sample
    return None


def _no_sample(names: Sequence[str]) -> str:
    asked = " and ".join(f"`{name}`" for name in each_of(names))
    return f"no sample{f' of {asked}' if asked else ''} has been drawn since the last `coincide learn`."


def new_sample(
    learned: LearnedCatalog, names: Sequence[str], *, n: int, seed: int = 0, who: str = "", timezone: str | None = None
) -> KnownSample:
    """Draw a sample and store it; see `Validation`."""
    survey = open_survey(learned, timezone=timezone)
    recording = survey.events.recording
    design = draw_sample(survey.events, names, n=n, site=sites_of(survey)[recording], hour=hours_of(survey), seed=seed)
    stored = stored_sample(design, survey, model_id=learned.record.id, seed=seed, who=who)
    return read_sample(replace(stored, id=learned.store.samples.put(stored)))
