"""The session of labeling, for several pages and threads.

`coincide.workflow.label` decides what to ask and what follows from the answers. Here, questions have keys, answers may
come in any order and more than once, and any of them may be taken back. Every answer is in the catalog before the next
question is given. Where another program answered, labeled or learned meanwhile, the session catches up before it shows
anything.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from coincide.app.browse import Browse, is_same_model_as
from coincide.app.label.asked import AskedQuestion, AskedQuestions, GivenAnswer
from coincide.app.label.clips import answers_about_clips, clip_of_key, clips_to_ask_about, shown_clip
from coincide.app.label.pause import AfterPause
from coincide.app.label.questions import CurvePoint, DeskQuestion, DeskState, Suggestion
from coincide.app.snapshot import Snapshot, shown_events
from coincide.catalog import CatalogStore
from coincide.errors import CatalogError, NoSuchError
from coincide.label import AnswerKind, Question, choose_pool
from coincide.label.session import make_answer
from coincide.learned.answers import CATEGORY, EarlierAnswers
from coincide.learned.names import category_names
from coincide.learned.teaching_labels import labels_near
from coincide.wording import plain_name
from coincide.workflow.label.answer_log import ASKED_BY, AnswerLog, Asker
from coincide.workflow.label.session import LabelSession, stored_name
from coincide.workflow.label.state import LabelState
from coincide.workflow.learn.kept import KeptClip

WRITE_PATIENCE_S = 2.0
"""Longest wait for another command before the page says so."""
_N_SUGGESTED = 5
_KEY_DIGITS = 8
"""Of the model's id, in the key of a question."""
_SAVE_AFTER_S = 4.0
_N_TAUGHT = 500
"""Labels of tables and selections that a session spreads; each costs 10 ms at its start."""
_SEED, _STRATEGY, _COMMAND = 0, "tree", "coincide serve"


class LabelDesk:
    """A session of labeling for several pages and threads.

    Parameters
    ----------
    browse : the catalog.
    who : who answers; kept with each answer.
    pause_s : after the last answer, until the categories are named.
    """

    def __init__(self, browse: Browse, *, who: str = "", pause_s: float = _SAVE_AFTER_S) -> None:
        self._browse, self._who = browse, who
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._session: LabelSession | None = None
        self._given: list[GivenAnswer] = []
        self._clips: dict[str, KeptClip] = {}
        self._asked = AskedQuestions()
        self._saving = AfterPause(self.save, pause_s)
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
            said = (kind, plain_name(name) if kind == "name" else "")
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
                self._clips = clips_to_ask_about(self._browse.store) | self._clips

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
                    self._asked.ask_again(found[-1].key)
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
            self._saving.cancel()
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
            self._asked.forget()
        self._snapshot, self._store = snapshot, store
        if self._session is not None and is_same_model and self._session.log.knows(snapshot.stamp):
            return
        recalled = self._browse.recalled(snapshot)
        asked_about = set(choose_pool(len(snapshot.contents.events), seed=_SEED).tolist())
        taught = replace(recalled, labels=labels_near(recalled.labels, asked_about, limit=_N_TAUGHT))
        if self._session is not None and is_same_model:
            self._session.take_in(taught, snapshot.stamp)
            self._is_unsaved = True  # names follow from what others said, too
            self._remember(recalled, {number: GivenAnswer(number) for number in recalled.ids})
        else:
            self._session = self._begin(snapshot, taught)
            self._remember(recalled, self._earlier(recalled))

    def _begin(self, snapshot: Snapshot, recalled: EarlierAnswers) -> LabelSession:
        # What people were asked before `coincide learn` ended is about times in recordings, and can still be answered.
        self._asked.outlive()
        asker = Asker(self._who, _STRATEGY, None, _SEED, snapshot.model.id)
        log = AnswerLog(self._browse.folder, asker, lambda _: None, command=_COMMAND, timeout_s=WRITE_PATIENCE_S)
        embeddings, stamp = snapshot.embeddings, snapshot.stamp
        return LabelSession(log, embeddings, recalled, stamp)

    def _remember(self, recalled: EarlierAnswers, earlier: Mapping[int, GivenAnswer]) -> None:
        """Keep the keys of the answers that hold, and the clips without an answer."""
        store = self._browse.store
        about_clips = {each: GivenAnswer(each, *said) for each, said in answers_about_clips(store).items()}
        mine = about_clips | {each.answer_id: each for each in self._given}
        others = recalled.held - earlier.keys()
        kept = [each for each in mine.values() if self._asked.is_of_no_model(each) and each.answer_id in others]
        # Answers about clips are none of the model, and stand among the others by when they were given.
        together = [*(mine.get(number, each) for number, each in earlier.items()), *kept]
        self._given = sorted(together, key=lambda each: each.answer_id)
        said = {each.key: self._clips[each.key] for each in kept if each.key in self._clips}
        self._clips = clips_to_ask_about(store) | said

    def _earlier(self, recalled: EarlierAnswers) -> dict[int, GivenAnswer]:
        """Return the answers about events that were given before a start, by id; those of pages about this model have
        keys again.

        Those of other people, in a terminal, or since the start on pages of another server have none: a page's answer
        to the same question stands beside theirs.
        """
        store, ours = self._browse.store, (self._now_known[1].model.id, self._who)
        pages = {run.id for run in store.runs.all() if run.settings.get(ASKED_BY) == _COMMAND}
        said = [each for each in store.answers.all() if each.session in pages]
        own = {each.id for each in said if (each.model_id, each.who) == ours}
        earlier = {number: GivenAnswer(number) for number in recalled.ids}
        for number, answer in reversed([*zip(recalled.ids, recalled.answers, strict=True)]):
            if number in own:
                key = self._key(answer.question)
                self._asked.add_before(key, partial(self._question_of, answer.question))
                earlier[number] = GivenAnswer(number, key, (answer.kind, answer.name))
        return earlier

    def _question_of(self, question: Question) -> AskedQuestion:
        events = self._now_known[1].contents.events
        return AskedQuestion(question.members, question.size, [events[row] for row in question.members])

    def _key(self, question: Question) -> str:
        """Return the key of a question by rows of the model."""
        _, snapshot = self._now_known
        event_id = int(snapshot.contents.events.ids[question.row])
        return f"{snapshot.model.id[:_KEY_DIGITS]}-{event_id}-{question.size}"

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
        waiting = [*(key for key in self._asked.again() if self._is_known(key)), *self._clips]
        first = [key for key in dict.fromkeys(waiting) if key not in answered][:n]
        places = [place for key in first if (place := self._place_of(key)) is not None]
        for question in self._state.ahead(n - len(first), without=places):
            rows = tuple(self._state.row(place) for place in question.members)
            asked = Question(rows[0], rows, question.size)
            key = self._key(asked)
            self._asked.add(key, self._question_of(asked))
            first.append(key)
        labels = self._state.labels
        return [self._shown(key, labels) for key in dict.fromkeys(first)]

    def _is_known(self, key: str) -> bool:
        return key in self._clips or key in self._asked.of_model

    def _shown(self, key: str, labels: Mapping[int, str]) -> DeskQuestion:
        if key in self._clips:
            return shown_clip(key, self._clips[key])
        question = self._asked.of_model[key]
        members = shown_events(self._now_known[1], question.rows, labels, self._browse.places())
        place = self._place_of(key)
        likely = [] if place is None else [Suggestion(*each) for each in self._state.likely(place, _N_SUGGESTED)]
        return DeskQuestion(key, CATEGORY, members[0], question.size, members, likely, picture_url=None, sound_url=None)

    def _place_of(self, key: str) -> int | None:
        question = self._asked.of_model.get(key)
        return None if question is None else self._state.place(question.rows[0])

    def _find(self, key: str) -> AskedQuestion | KeptClip:
        clip = self._clips.get(key) or clip_of_key(self._browse.store, key)
        if clip is not None:
            return clip
        if key in self._asked.outlived:
            return self._asked.outlived[key]
        if key not in self._asked.of_model:
            self._questions(_N_SUGGESTED)  # the same answers lead to the same questions, also after a restart
        if key not in self._asked.of_model or self._place_of(key) is None:
            raise NoSuchError("That question is no longer asked. Reload the page for the next one.")
        return self._asked.of_model[key]

    def _put(
        self,
        key: str,
        question: AskedQuestion | KeptClip,
        kind: AnswerKind,
        said: tuple[str, str],
        before: GivenAnswer | None,
    ) -> None:
        """Store an answer, in place of one `before`."""
        session, _ = self._now_known
        name = session.state.known_name(said[1])
        old = None if before is None else before.answer_id
        if isinstance(question, AskedQuestion) and key in self._asked.of_model:
            answer_id = session.answer(self._placed(question), question.events, kind, name, replaces=old)
        else:
            events, size = ([question.event], 1) if isinstance(question, KeptClip) else (question.events, question.size)
            given = make_answer(Question(0, (0,), 1), kind, name)
            answer_id = session.log.put(
                events, size, question=CATEGORY, answer=given.kind, name=stored_name(given), replaces=old
            )
            session.log.forget()  # what it says about events of the model, if anything, is read from the catalog
        self._given = [each for each in self._given if each is not before]
        self._given.append(GivenAnswer(answer_id, key, said))
        self._asked.answered(key)
        self._wrote()

    def _placed(self, question: AskedQuestion) -> Question:
        places = [self._state.place(row) for row in question.rows]
        inside = tuple(place for place in places if place is not None)
        return Question(inside[0], inside, question.size)

    def _take_back(self, given: GivenAnswer) -> None:
        self._now_known[0].take_back(given.answer_id)
        self._given.remove(given)
        clip = clip_of_key(self._browse.store, given.key)
        if clip is not None:
            self._clips[given.key] = clip
        self._wrote()

    def _wrote(self) -> None:
        """Name the categories after a pause."""
        self._is_unsaved = True
        if not self._is_closed:
            self._saving.ask()
