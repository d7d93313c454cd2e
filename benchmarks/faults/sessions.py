"""Sessions over one catalog in random order: two pages, a terminal, edits, imports, taking back, and learning.

A state machine (Claessen and Hughes 2000; Hypothesis) does what people and programs do, and after every step asks what
must always be true: what is open shows what a fresh look shows; the answers in the catalog are those that were
confirmed and not taken back; and each answer that names an event is one of its labels. Hypothesis makes a failure short
and prints the steps.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from benchmarks.faults import tally
from benchmarks.options import Options, say
from benchmarks.synthetic import CALL_NAMES, LabeledClip, lay_scene, synthesize_call
from benchmarks.table import Row
from coincide.app.browse import Browse
from coincide.app.category_edits import Editor, call_noise, merge_categories, name_category, split_category
from coincide.app.category_list import CategoryList
from coincide.app.label.desk import LabelDesk
from coincide.app.label.questions import DeskState
from coincide.app.selected_events import label_events
from coincide.app.undo import undo
from coincide.catalog import CatalogStore, Span, StoredAnswer
from coincide.errors import InputError, NoSuchError
from coincide.label import AnswerKind
from coincide.learned.answers import recall
from coincide.learned.contents import read_contents
from coincide.learned.current import learned_model
from coincide.learned.names import category_names, names_by_hand
from coincide.learned.settings import load_settings
from coincide.learned.spans import span_of
from coincide.seeds import generator
from coincide.workflow.annotations import import_annotations
from coincide.workflow.label.questions import Questions
from coincide.workflow.learn.learn import learn

RATE_HZ = 16_000
_STEPS = {"embed": {"steps": 20, "baseline_steps": 5}, "categorize": {"steps": 20}}
_NEVER_S = 3600.0
_NAMES = st.sampled_from(["trill", "Trill", "zip", "noise", "=1+1"])
_KINDS: st.SearchStrategy[AnswerKind] = st.sampled_from(["name", "name", "name", "noise", "mixed", "skip"])
_WHICH = st.integers(0, 1)


def rows(options: Options, folder: Path) -> Iterator[Row]:
    """Run 400 sessions of up to 60 steps; 20 if quick."""
    n = 20 if options.quick else 400
    failures = 0
    try:
        act(prepare(folder), n_sessions=n, n_steps=60)
    except Exception as error:
        failures = 1
        # The steps that led there are among the notes of the error.
        say("".join(traceback.format_exception(error)))
    yield from tally("sessions in random order", trials=n, failures=failures)


def prepare(folder: Path) -> Path:
    """Write two short recordings, one in reserve, and learn the first; returns the folder."""
    for number, place in enumerate(("sounds", "reserve")):
        (folder / place).mkdir(parents=True)
        _write_calls(folder / place / f"r{number}.wav", seed=number + 1)
    learn(folder / "sounds", catalog=folder / "c.coincide", settings=load_settings(overrides=_STEPS))
    return folder


def act(base: Path, *, n_sessions: int, n_steps: int, is_seeded: bool = False) -> None:
    """Let sessions act over copies of what `prepare` made.

    Raises
    ------
    AssertionError : something is not as it must be.
    """

    class Acting(Sessions):
        prepared = base

    run_state_machine_as_test(
        Acting,
        settings=settings(
            max_examples=n_sessions,
            stateful_step_count=n_steps,
            deadline=None,
            database=None,
            derandomize=is_seeded,
            print_blob=True,
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large),
            phases=(Phase.generate,),  # steps are slow: to shorten a failure takes minutes
        ),
    )


@dataclass
class _Page:
    """A server's open catalog, with what a tab showed last."""

    browse: Browse
    desk: LabelDesk
    shown: DeskState | None = None
    said: dict[str, int] = field(default_factory=dict[str, int])
    """Ids of the answers that were given here and hold, by key of the question."""
    has_undone: bool = False


class Sessions(RuleBasedStateMachine):
    """Two pages and a terminal over a catalog, and all that changes it."""

    prepared: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sessions-"))
        for place in ("sounds", "c.coincide"):
            shutil.copytree(self.prepared / place, self.folder / place)
        self.catalog = self.folder / "c.coincide"
        self.held: dict[int, StoredAnswer] = {}
        self.pages = [self._open_page() for _ in range(2)]
        self.terminal = Questions(self.catalog)
        self.n_tables = self.n_learned = 0

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        for page in self.pages:
            page.desk.close()
            page.browse.close()
        shutil.rmtree(self.folder)

    # Pages

    @rule(which=_WHICH)
    def look_at_questions(self, which: int) -> None:
        self.pages[which].shown = self.pages[which].desk.queue(3)

    @rule(which=_WHICH, place=st.integers(0, 2), kind=_KINDS, name=_NAMES)
    def answer_on_a_page(self, which: int, place: int, kind: AnswerKind, name: str) -> None:
        page = self.pages[which]
        shown = page.shown or page.desk.queue(3)
        if not shown.questions:
            return
        question = shown.questions[place % len(shown.questions)]
        said = {(answer.span, answer.answer) for answer in self._stored().values()}
        before = dict(self.held)
        try:
            page.shown = page.desk.answer(question.key, kind, name, 3)
        except NoSuchError:
            page.shown = None
            self._expect(before)
            return
        new, gone = self._difference()
        assert len(new) <= 1 and len(gone) <= 1, (new, gone)
        if not new:
            assert question.key in page.said, "an answer was confirmed and is not stored"
        else:
            [answer] = new
            at = Span(
                question.event.recording_id, question.event.channel, question.event.onset_s, question.event.offset_s
            )
            assert answer.span == at, "an answer is about another event than was shown"
            assert gone == [] or gone[0].id == page.said.get(question.key), "an answer replaced another than its own"
            assert answer.answer == ("noise" if kind == "name" and name == "noise" else kind), said
            page.said[question.key] = answer.id
        self._take(new, gone)

    @rule(which=_WHICH)
    def undo_on_a_page(self, which: int) -> None:
        page = self.pages[which]
        state = page.desk.queue(1)
        newest = max(self._recalled_ids(), default=None)
        assert state.undo_available == (newest is not None)
        page.shown, page.has_undone = page.desk.undo(None, 3), True
        new, gone = self._difference()
        assert new == [] and [answer.id for answer in gone] == ([] if newest is None else [newest])
        self._take(new, gone)

    @rule(which=_WHICH, data=st.data())
    def undo_one_on_a_page(self, which: int, data: st.DataObject) -> None:
        page = self.pages[which]
        if not page.said:
            return
        key = data.draw(st.sampled_from(sorted(page.said)))
        page.shown, page.has_undone = page.desk.undo(key, 3), True
        new, gone = self._difference()
        assert new == [] and all(answer.id == page.said[key] for answer in gone)
        self._take(new, gone)
        page.said.pop(key)

    @rule(which=_WHICH, place=st.integers(0, 2), name=_NAMES)
    def name_the_categories_from_a_page(self, which: int, place: int, name: str) -> None:
        self.answer_on_a_page(which, place, "name", name)
        self.pages[which].desk.save()
        self._names_follow()

    @rule(which=_WHICH)
    def restart_a_server(self, which: int) -> None:
        self.pages[which].desk.close()
        self.pages[which].browse.close()
        self.pages[which] = self._open_page()

    # The terminal

    @rule(kind=_KINDS, name=_NAMES, looks_first=st.booleans())
    def answer_in_the_terminal(self, kind: AnswerKind, name: str, looks_first: bool) -> None:
        asked = self.terminal.ask() if looks_first else None
        try:
            if kind == "name":
                self.terminal.name(name)
            else:
                self.terminal.answer(kind)
        except InputError as error:
            assert "no question left" in str(error)
            return
        new, gone = self._difference()
        assert len(new) == 1 and gone == [], (new, gone)
        assert asked is None or new[0].span == span_of(asked.members[0].event)
        self._take(new, gone)

    @rule()
    def undo_in_the_terminal(self) -> None:
        said = self.terminal.undo()
        new, gone = self._difference()
        assert new == [] and [answer.name or answer.answer for answer in gone] == ([] if said is None else [said])
        self._take(new, gone)

    @rule(is_new=st.booleans())
    def end_the_terminal(self, is_new: bool) -> None:
        if is_new:
            self.terminal.save()
            self.terminal = Questions(self.catalog)
        if self.terminal.contents.model.id == self._contents().model.id:
            self.terminal.undo()
            self._take(*self._difference())
            self.terminal.save()
            self._names_follow()

    # Edits by hand

    @rule(which=_WHICH, place=st.integers(0, 5), name=_NAMES)
    def name_a_category(self, which: int, place: int, name: str) -> None:
        self._edit(which, lambda edit, numbers: name_category(edit, numbers[place % len(numbers)], name))

    @rule(which=_WHICH, place=st.integers(0, 5))
    def call_a_category_noise(self, which: int, place: int) -> None:
        self._edit(which, lambda edit, numbers: call_noise(edit, numbers[place % len(numbers)]))

    @rule(which=_WHICH, place=st.integers(0, 5))
    def join_categories(self, which: int, place: int) -> None:
        self._edit(which, lambda edit, numbers: merge_categories(edit, [numbers[place % len(numbers)], numbers[0]]))

    @rule(which=_WHICH, place=st.integers(0, 5))
    def part_a_category(self, which: int, place: int) -> None:
        self._edit(which, lambda edit, numbers: split_category(edit, numbers[place % len(numbers)], 2))

    @rule(which=_WHICH, places=st.lists(st.integers(0, 50), min_size=1, max_size=4), label=_NAMES | st.just(""))
    def label_a_selection(self, which: int, places: list[int], label: str) -> None:
        browse = self.pages[which].browse

        def change(edit: Editor, numbers: list[int]) -> None:
            del numbers
            ids = edit.snapshot.contents.events.ids.tolist()
            label_events(edit, browse.recalled(edit.snapshot), [ids[place % len(ids)] for place in places], label)

        self._edit(which, change)

    @rule(which=_WHICH)
    def undo_an_edit(self, which: int) -> None:
        self._edit(which, lambda edit, _: undo(edit.store))

    # Other commands

    @rule(places=st.lists(st.integers(0, 50), min_size=1, max_size=4), name=_NAMES, is_exact=st.booleans())
    def import_a_table(self, places: list[int], name: str, is_exact: bool) -> None:
        contents = self._contents()
        chosen = [contents.events[place % len(contents.events)] for place in places]
        shift_s = 0.0 if is_exact else 0.01
        lines = [
            f"{contents.recordings[e.recording_id].name},{e.onset_s + shift_s!r},{e.offset_s + shift_s!r},{name}"
            for e in chosen
        ]
        self.n_tables += 1
        table = self.folder / f"t{self.n_tables}.csv"
        table.write_text("\n".join(["recording,start_s,end_s,label", *lines, ""]))
        import_annotations(self.catalog, table)
        self._expect(self.held)

    @precondition(lambda self: self.n_learned < 2)
    @rule(chance=st.integers(0, 3), way=st.sampled_from(["same", "other", "more", "less"]))
    def learn(self, chance: int, way: Literal["same", "other", "more", "less"]) -> None:
        if chance:
            return
        self.n_learned += 1
        more = self.folder / "sounds" / "r1.wav"
        if way == "more":
            shutil.copy(self.prepared / "reserve" / "r1.wav", more)
        elif way == "less":
            more.unlink(missing_ok=True)
        steps = {"steps": 21 if way == "other" else 20, "baseline_steps": 5}
        learn(
            self.folder / "sounds",
            catalog=self.catalog,
            settings=load_settings(overrides={**_STEPS, "embed": steps}),
            progress=_Looking(lambda: self._same_views(is_scanning=True)),
        )
        self._expect(self.held)

    # What must always be true

    @invariant()
    def the_catalog_holds_what_was_confirmed(self) -> None:
        self._expect(self.held)

    @invariant()
    def each_answer_that_names_an_event_is_a_label(self) -> None:
        with CatalogStore.open(self.catalog) as store:
            labels = {(_at(each), each.who, each.label) for each in store.labels.all()}
        newest = {(each.span, each.who): each.name for each in self.held.values() if each.answer in ("name", "noise")}
        assert {(span, who, name) for (span, who), name in newest.items()} <= labels

    @invariant()
    def what_is_open_shows_what_a_fresh_look_shows(self) -> None:
        self._same_views()

    @invariant()
    def each_page_asks_as_a_fresh_one(self) -> None:
        with Browse(self.catalog) as browse:
            fresh = LabelDesk(browse)
            state, curve = fresh.queue(3), fresh.curve()
            for page in self.pages:
                found = page.desk.queue(3)
                assert (found.names, found.n_answers, found.undo_available, found.can_stop) == (
                    state.names,
                    state.n_answers,
                    state.undo_available,
                    state.can_stop,
                )
                assert found.quality == pytest.approx(state.quality)
                shown = [(point.n_labels, point.estimate) for point in page.desk.curve()]
                assert shown == [(point.n_labels, pytest.approx(point.estimate)) for point in curve]
                if not page.has_undone:
                    assert found.questions == state.questions

    @invariant()
    def the_terminal_knows_what_was_said(self) -> None:
        contents = self.terminal.contents
        self.terminal.ask()
        with CatalogStore.open(self.catalog) as store:
            recalled = recall(store, contents)
        assert self.terminal.labels == recalled.known
        assert self.terminal.n_answers == len(recalled.answers)

    # Helpers

    def _names_follow(self) -> None:
        """Check that the categories have the names that a session which knows everything would give them."""
        with CatalogStore.open(self.catalog) as store:
            contents = read_contents(store, learned_model(store))
            by_hand = names_by_hand(store, contents)
        expected = category_names(contents, Questions(self.catalog).named()) | by_hand
        assert {each.number: each.name for each in contents.categories} == expected

    def _open_page(self) -> _Page:
        browse = Browse(self.catalog)
        return _Page(browse, LabelDesk(browse, pause_s=_NEVER_S))

    def _contents(self):
        with CatalogStore.open(self.catalog) as store:
            return read_contents(store, learned_model(store))

    def _recalled_ids(self) -> tuple[int, ...]:
        with CatalogStore.open(self.catalog) as store:
            return recall(store, read_contents(store, learned_model(store))).ids

    def _stored(self) -> dict[int, StoredAnswer]:
        with CatalogStore.open(self.catalog) as store:
            return {answer.id: answer for answer in store.answers.all()}

    def _difference(self) -> tuple[list[StoredAnswer], list[StoredAnswer]]:
        stored = self._stored()
        new = [answer for answer_id, answer in stored.items() if answer_id not in self.held]
        gone = [answer for answer_id, answer in self.held.items() if answer_id not in stored]
        return new, gone

    def _take(self, new: list[StoredAnswer], gone: list[StoredAnswer]) -> None:
        for answer in gone:
            del self.held[answer.id]
        self.held |= {answer.id: answer for answer in new}
        self.held = dict(sorted(self.held.items()))

    def _expect(self, held: dict[int, StoredAnswer]) -> None:
        assert self._stored() == held

    def _edit(self, which: int, change: Callable[[Editor, list[int]], object]) -> None:
        browse = self.pages[which].browse
        with contextlib.suppress(InputError), CatalogStore.open(self.catalog, write=True, is_checked=True) as store:
            snapshot = browse.snapshot()
            change(Editor(store, snapshot), [each.number for each in snapshot.contents.categories])
        self._take(*self._difference())

    def _same_views(self, *, is_scanning: bool = False) -> None:
        with Browse(self.catalog) as browse:
            fresh = browse.snapshot()
            for page in self.pages:
                found = page.browse.snapshot()
                # Where the recordings are is read again when a scan has ended.
                scanned = {"recordings": {}} if is_scanning else {}
                assert replace(found.contents, **scanned) == replace(fresh.contents, **scanned)
                assert CategoryList(page.browse).all() == CategoryList(browse).all()
                assert page.browse.labels(found) == browse.labels(fresh)


class _Looking:
    """Looks at every stage of learning."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look

    @contextlib.contextmanager
    def stage(self, name: str, *, total: float, unit: str):
        del name, total, unit
        self._look()
        yield self

    def advance(self, amount: float, /) -> None:
        """Count nothing."""

    def say(self, message: str, /) -> None:
        """Say nothing."""


def _at(label: object) -> Span:
    return Span(label.recording_id, label.channel, label.onset_s, label.offset_s)  # type: ignore[attr-defined]


def _write_calls(path: Path, *, seed: int) -> None:
    import soundfile

    rng = generator(seed, "calls")
    kinds = [(0, 2, 6)[number % 3] for number in range(20)]
    clips = [LabeledClip(synthesize_call(k, sample_rate_hz=RATE_HZ, rng=rng), RATE_HZ, CALL_NAMES[k]) for k in kinds]
    scene = lay_scene(
        clips, duration_s=12.0, sample_rate_hz=RATE_HZ, snr_db=15, gap_s=(0.3, 0.6), recording=path.name, rng=rng
    )
    soundfile.write(path, scene.samples, RATE_HZ)
