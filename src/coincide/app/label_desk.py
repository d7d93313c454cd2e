"""The session of labeling as an app holds it: open for days, asked for several questions at once, by several tabs.

What is asked and what follows is that of `questions`; here, questions have keys, answers may come in any order and more
than once, and any of them may be taken back. Every answer is in the catalog before the next question is given. Where
another program answered or labeled meanwhile, or learned, the session catches up before it shows anything.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from coincide.app.browse import Browse, is_same_model_as
from coincide.app.snapshot import ShownEvent, Snapshot, shown_event, shown_events
from coincide.catalog import CatalogStore
from coincide.errors import CatalogError, NoSuchError
from coincide.label import AnswerKind, Question, choose_pool
from coincide.label.session import make_answer
from coincide.learned.answers import CATEGORY, EarlierAnswers
from coincide.learned.names import category_names
from coincide.learned.teaching_labels import labels_near
from coincide.records import Event
from coincide.workflow.label.answer_log import AnswerLog, Asker
from coincide.workflow.label.session import LabelSession, stored_name
from coincide.workflow.label.state import LabelState
from coincide.workflow.learn.kept import KeptClip, kept_clip, kept_clips, kept_recordings

KEPT = "kept"
WRITE_PATIENCE_S = 2.0
"""Longest wait for another command before the page says so."""
_N_SUGGESTED = 5
_N_ISSUED = 500
_KEY_DIGITS = 8
"""Of the model's id, in the key of a question."""
_SAVE_AFTER_S = 4.0
_N_TAUGHT = 500
"""Labels of tables and selections that a session spreads; each costs 10 ms at its start."""
_SEED, _STRATEGY = 0, "tree"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that a question's events probably have.

    Attributes
    ----------
    score : probability, in [0, 1].
    """

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How good the names probably were after some answers.

    Attributes
    ----------
    estimate : expected share of right names, in [0, 1].
    """

    n_labels: int
    estimate: float


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """A question as a page shows it.

    Attributes
    ----------
    key : names it as long as the model stays; no other model has it, so that an answer that waited is never taken for
        one about other events.
    kind : ``category``, or ``kept`` for a clip of the live page.
    members : the typical event first.
    picture_url, sound_url : of a clip that is no event; None where the event's own will do.
    """

    key: str
    kind: str
    event: ShownEvent
    size: int
    members: list[ShownEvent]
    suggestions: list[Suggestion]
    picture_url: str | None
    sound_url: str | None


@dataclass(frozen=True, slots=True)
class DeskState:
    """What is asked next, and where labeling stands.

    Attributes
    ----------
    quality : expected share of events that are named right; None while nothing is known.
    """

    questions: list[DeskQuestion]
    names: list[str]
    undo_available: bool
    n_answers: int
    quality: float | None
    can_stop: bool
    is_exhausted: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer that holds; without a key if it was given elsewhere or earlier."""

    answer_id: int
    key: str = ""
    said: tuple[str, str] = ("", "")

    @property
    def is_kept(self) -> bool:
        return self.key.startswith(KEPT)


@dataclass(frozen=True, slots=True)
class _Issued:
    """A question by rows of the model, and the events in them, which outlive it."""

    rows: tuple[int, ...]
    size: int
    events: list[Event]


class LabelDesk:
    """A session of labeling for several pages and threads.

    Parameters
    ----------
    browse : the catalog.
    who : who answers; kept with each answer.
    pause_s : after the last answer, until the categories are named.
    """

    def __init__(self, browse: Browse, *, who: str = "", pause_s: float = _SAVE_AFTER_S) -> None:
        self._browse, self._who, self._pause_s = browse, who, pause_s
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._session: LabelSession | None = None
        self._given: list[_Given] = []
        self._clips: dict[str, KeptClip] = {}
        self._issued: OrderedDict[str, _Issued] = OrderedDict()
        self._outlived: dict[str, _Issued] = {}
        self._first: list[str] = []
        self._timer: threading.Timer | None = None
        self._is_unsaved, self._is_closed = False, False
        self._store: CatalogStore | None = None

    def queue(self, n: int) -> DeskState:
        """Return the next `n` questions.

        Raises
        ------
        NotLearnedError : nothing has been learned yet.
        """
        with self._lock:
            self._catch_up()
            return self._now(n)

    def answer(self, key: str, kind: AnswerKind, name: str, n: int) -> DeskState:
        """Answer a question; the same answer again changes nothing, and another one replaces it.

        Raises
        ------
        NoSuchError : there is no such question any more.
        InputError : the name is empty.
        CatalogBusyError : another command is writing.
        """
        with self._lock:
            self._catch_up()
            said = (kind, " ".join(name.split()) if kind == "name" else "")
            before = next((each for each in self._given if each.key == key), None)
            if before is None or before.said != said:
                question = self._find(key)
                make_answer(Question(0, (0,), 1), kind, said[1])
                self._put(key, question, kind, said, before)
                self._catch_up()
            return self._now(n)

    def look_for_clips(self) -> None:
        """Ask about clips that were kept since; nothing happens before the first question."""
        with self._lock:
            if self._session is not None:
                self._clips = self._unanswered_clips() | self._clips

    def labels_changed(self) -> None:
        """Name the categories after a pause, since labels were given elsewhere; nothing before the first question."""
        with self._lock:
            if self._session is not None:
                self._wrote()

    def undo(self, key: str | None, n: int) -> DeskState:
        """Take the answer to a question back, or the last one; nothing happens if there is none.

        Raises
        ------
        CatalogBusyError : another command is writing.
        """
        with self._lock:
            self._catch_up()
            found = [each for each in self._given if key is None or each.key == key]
            if found:
                self._take_back(found[-1])
                if found[-1].key:
                    self._first.insert(0, found[-1].key)
                self._catch_up()
            return self._now(n)

    def curve(self) -> list[CurvePoint]:
        """Return how good the names probably were after each answer, oldest first."""
        with self._lock:
            self._catch_up()
            return [CurvePoint(point.n_actions, point.quality) for point in self._state.points]

    def save(self) -> None:
        """Name the categories after their events; the answers are stored already."""
        # They are named after the next answer, or by the next command, if somebody else is writing.
        with contextlib.suppress(CatalogError):
            for is_last in (False, False, True):
                if self._name_categories(is_last=is_last):
                    return

    def close(self) -> None:
        """Name the categories if that is due, and nothing afterwards."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
        self.save()
        with self._lock:
            self._is_closed = True

    @property
    def _now_known(self) -> tuple[LabelSession, Snapshot]:
        assert self._session is not None
        assert self._snapshot is not None
        return self._session, self._snapshot

    @property
    def _state(self) -> LabelState:
        return self._now_known[0].state

    def _name_categories(self, *, is_last: bool) -> bool:
        """Name the categories unless somebody says something meanwhile; names that follow from less are made again."""
        with self._lock:
            if self._is_closed or not self._is_unsaved:
                return True
            self._catch_up()
            session, snapshot = self._now_known
            naming, quality = session.state.naming(), session.state.quality
        names = category_names(snapshot.contents, naming())
        edition = None if is_last else snapshot.stamp.edition
        with self._lock:
            is_saved = session.log.conclude(snapshot.contents, names, quality, edition=edition)
            self._is_unsaved = self._is_unsaved and not is_saved
        return is_saved

    def _catch_up(self) -> None:
        """Read what was said if anybody else said or learned something."""
        snapshot, store = self._browse.snapshot(), self._browse.store
        is_same_model = (
            self._session is not None
            and self._snapshot is not None
            and self._store is store
            and is_same_model_as(self._snapshot.stamp, snapshot.stamp)
        )
        if self._store is not store:  # another catalog took the place of this one
            self._issued.clear()
            self._outlived.clear()
        self._snapshot, self._store = snapshot, store
        if self._session is not None and is_same_model and self._session.log.knows(snapshot.stamp):
            return
        recalled = self._browse.recalled(snapshot)
        asked_about = set(choose_pool(len(snapshot.contents.events), seed=_SEED).tolist())
        taught = replace(recalled, labels=labels_near(recalled.labels, asked_about, limit=_N_TAUGHT))
        if self._session is not None and is_same_model:
            self._session.take_in(taught, snapshot.stamp)
            self._is_unsaved = True  # names follow from what others said, too
        else:
            self._session = self._begin(snapshot, taught)
        self._remember(recalled)

    def _begin(self, snapshot: Snapshot, recalled: EarlierAnswers) -> LabelSession:
        # What people were asked before `coincide learn` ended is about times in recordings, and can still be answered.
        self._outlived = dict([*self._outlived.items(), *self._issued.items()][-_N_ISSUED:])
        self._issued.clear()
        self._first.clear()
        asker = Asker(self._who, _STRATEGY, None, _SEED, snapshot.model.id)
        log = AnswerLog(
            self._browse.folder, asker, lambda _: None, command="coincide serve", timeout_s=WRITE_PATIENCE_S
        )
        embeddings, stamp = snapshot.embeddings, snapshot.stamp
        return LabelSession(log, embeddings, recalled, stamp, strategy=_STRATEGY, budget=None, seed=_SEED)

    def _remember(self, recalled: EarlierAnswers) -> None:
        """Keep the keys of the answers that hold, and the clips without an answer."""
        mine = self._said_about_clips() | {each.answer_id: each for each in self._given}
        others = recalled.held - set(recalled.ids)
        kept = [each for each in mine.values() if self._is_of_no_model(each) and each.answer_id in others]
        # Answers about clips are none of the model, and stand among the others by when they were given.
        together = [*(mine.get(each, _Given(each)) for each in recalled.ids), *kept]
        self._given = sorted(together, key=lambda each: each.answer_id)
        said = {each.key: self._clips[each.key] for each in kept if each.key in self._clips}
        self._clips = self._unanswered_clips() | said

    def _said_about_clips(self) -> dict[int, _Given]:
        """Return the answers about clips by id, also those of earlier sessions: the key of a clip stays."""
        keys = {each.id: f"{KEPT}-{each.id}" for each in kept_recordings(self._browse.store)}
        said = [each for each in self._browse.store.answers.all() if each.span.recording_id in keys]
        return {each.id: _Given(each.id, keys[each.span.recording_id], (each.answer, each.name)) for each in said}

    def _unanswered_clips(self) -> dict[str, KeptClip]:
        return {f"{KEPT}-{clip.recording.id}": clip for clip in kept_clips(self._browse.store)}

    def _now(self, n: int) -> DeskState:
        state = self._state
        questions = self._questions(n)
        return DeskState(
            questions=questions,
            names=state.names,
            undo_available=bool(self._given),
            n_answers=len(self._given),
            quality=state.quality if state.labels else None,
            can_stop=state.can_stop,
            is_exhausted=not questions,
        )

    def _questions(self, n: int) -> list[DeskQuestion]:
        answered = {each.key for each in self._given}
        # Questions of another model, or long ago, can be taken back and not be shown again.
        waiting = [key for key in [*self._first, *self._clips] if key in self._clips or key in self._issued]
        first = [key for key in dict.fromkeys(waiting) if key not in answered][:n]
        places = [place for key in first if (place := self._place_of(key)) is not None]
        _, snapshot = self._now_known
        for question in self._state.ahead(n - len(first), without=places):
            rows = tuple(self._state.row(place) for place in question.members)
            key = f"{snapshot.model.id[:_KEY_DIGITS]}-{snapshot.contents.events[rows[0]].id}-{question.size}"
            self._issue(key, _Issued(rows, question.size, [snapshot.contents.events[row] for row in rows]))
            first.append(key)
        labels = self._state.labels
        return [self._shown(key, labels) for key in dict.fromkeys(first)]

    def _issue(self, key: str, question: _Issued) -> None:
        self._issued[key] = question
        self._issued.move_to_end(key)
        while len(self._issued) > _N_ISSUED:
            self._issued.popitem(last=False)

    def _shown(self, key: str, labels: Mapping[int, str]) -> DeskQuestion:
        if key in self._clips:
            return _shown_clip(key, self._clips[key])
        question = self._issued[key]
        members = shown_events(self._now_known[1], question.rows, labels, self._browse.places())
        place = self._place_of(key)
        likely = [] if place is None else [Suggestion(*each) for each in self._state.likely(place, _N_SUGGESTED)]
        return DeskQuestion(key, CATEGORY, members[0], question.size, members, likely, picture_url=None, sound_url=None)

    def _place_of(self, key: str) -> int | None:
        question = self._issued.get(key)
        return None if question is None else self._state.place(question.rows[0])

    def _is_of_no_model(self, given: _Given) -> bool:
        return given.is_kept or given.key in self._outlived

    def _find(self, key: str) -> _Issued | KeptClip:
        clip = self._clips.get(key) or self._clip(key)
        if clip is not None:
            return clip
        if key in self._outlived:
            return self._outlived[key]
        if key not in self._issued:
            self._questions(_N_SUGGESTED)  # the same answers lead to the same questions, also after a restart
        if key not in self._issued or self._place_of(key) is None:
            raise NoSuchError("That question is no longer asked. Reload the page for the next one.")
        return self._issued[key]

    def _clip(self, key: str) -> KeptClip | None:
        """Return a clip that the catalog holds, also one that an earlier session was told about."""
        number = key.removeprefix(f"{KEPT}-")
        return kept_clip(self._browse.store, int(number)) if number != key and number.isdecimal() else None

    def _put(
        self, key: str, question: _Issued | KeptClip, kind: AnswerKind, said: tuple[str, str], before: _Given | None
    ) -> None:
        """Store an answer, in place of one `before`."""
        session, _ = self._now_known
        name = session.state.known_name(said[1])
        old = None if before is None else before.answer_id
        if isinstance(question, _Issued) and key in self._issued:
            answer_id = session.answer(self._placed(question), question.events, kind, name, replaces=old)
        else:
            events, size = ([question.event], 1) if isinstance(question, KeptClip) else (question.events, question.size)
            given = make_answer(Question(0, (0,), 1), kind, name)
            answer_id = session.log.put(
                events, size, question=CATEGORY, answer=given.kind, name=stored_name(given), replaces=old
            )
            session.log.forget()  # what it says about events of the model, if anything, is read from the catalog
        self._given = [each for each in self._given if each is not before]
        self._given.append(_Given(answer_id, key, said))
        self._first = [each for each in self._first if each != key]
        self._wrote()

    def _placed(self, question: _Issued) -> Question:
        places = [self._state.place(row) for row in question.rows]
        inside = tuple(place for place in places if place is not None)
        return Question(inside[0], inside, question.size)

    def _take_back(self, given: _Given) -> None:
        self._now_known[0].take_back(given.answer_id)
        self._given.remove(given)
        clip = self._clip(given.key)
        if clip is not None:
            self._clips[given.key] = clip
        self._wrote()

    def _wrote(self) -> None:
        """Name the categories after a pause."""
        self._is_unsaved = True
        if self._is_closed:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(self._pause_s, self.save)
        self._timer.daemon = True
        self._timer.start()


def _shown_clip(key: str, clip: KeptClip) -> DeskQuestion:
    shown = shown_event(clip.event, clip.recording, None, category=None, certainty=0.0, label=None)
    at = f"/api/recordings/{clip.recording.id}"
    stop_s = clip.recording.duration_s
    return DeskQuestion(
        key=key,
        kind=KEPT,
        event=shown,
        size=1,
        members=[shown],
        suggestions=[Suggestion(clip.guess, 1.0)] if clip.guess else [],
        picture_url=f"{at}/spectrogram.png?from_s=0&to_s={stop_s:.6f}&width=512&height=288",
        sound_url=f"{at}/sound.wav?from_s=0&to_s={stop_s:.6f}&expand={shown.slowdown}",
    )
