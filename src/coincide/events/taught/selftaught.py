"""The self-taught detector, and the guard in front of it.

The default detector teaches a small network on two thirds of some stretches of the user's own recordings; on the rest
both are examined (`exam`). Such a network is better in noise and no better, or worse, on clean song, and it does not
carry over to another level of noise: so it is kept only where it wins on these very recordings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.events.listening import Hearing
from coincide.events.settings import EventSettings
from coincide.events.taught.exam import MIN_EVENTS, Marks, examine, mix
from coincide.events.taught.frame_net import FrameNet
from coincide.events.taught.lessons import DetectorLesson, draw_lesson
from coincide.seeds import generator

MIN_GAIN = 0.01
"""F1 by which a taught detector must be better: about the standard deviation of the difference between two exams."""
MAX_ERROR_SHARE = 2 / 3
"""What is missing to an F1 of 1 must shrink to this share: a gain by luck is smaller, near to 1 or far from it."""
MIN_RECOVERED = 0.95
MAX_GROWTH = 1.5
MIN_QUIET_FRAMES = 500
_EXAM_EVERY = 3


@dataclass(frozen=True, slots=True)
class TeachingResult:
    """The result of teaching a detector.

    Attributes
    ----------
    net : the network; None if the default detector stays.
    words : the decision and the reason, in one sentence.
    marks : the results of the exam; None if there were too few clear calls to teach or examine.
    """

    net: FrameNet | None
    words: str
    marks: Marks | None


def teach_detector(
    stretches: Sequence[NDArray[np.float32]],
    hearing: Hearing,
    *,
    settings: EventSettings,
    seed: int,
    n_steps: int | None = None,
) -> TeachingResult:
    """Teach a detector, and decide whether it is worth keeping.

    Parameters
    ----------
    stretches : levels (frames, bands) in dB of pieces of the recordings, in random order.
    hearing : how all of them are listened to.
    n_steps : number of training steps; None for the usual number.

    Returns
    -------
    The result, with the network if it is kept. With ``detector = "selftaught"``, it is always kept.
    """
    lessons = [draw_lesson(levels, hearing=hearing, settings=settings) for levels in stretches]
    asked = lessons[_EXAM_EVERY - 1 :: _EXAM_EVERY]
    taught = [lesson for number, lesson in enumerate(lessons) if number % _EXAM_EVERY != _EXAM_EVERY - 1]
    is_wanted = settings.detector == "selftaught"
    can_be_asked = mix(asked, rng=generator(seed, "exam")) is not None
    if not _is_enough(taught) or not (can_be_asked or is_wanted):
        return TeachingResult(None, _TOO_LITTLE, None)
    from coincide.events.taught.teaching import N_STEPS, teach

    steps = N_STEPS if n_steps is None else n_steps
    net = teach(taught, hearing.grid, seed=seed, n_steps=steps)
    marks = examine(net, asked, hearing=hearing, settings=settings, rng=generator(seed, "exam"))
    is_kept, words = judge(marks, is_wanted=is_wanted)
    return TeachingResult(net if is_kept else None, words, marks)


def judge(marks: Marks | None, *, is_wanted: bool = False) -> tuple[bool, str]:
    """Decide whether a taught detector is kept, and say why.

    Parameters
    ----------
    is_wanted : keep it whatever the marks are.
    """
    if marks is None:
        return is_wanted, _UNASKED if is_wanted else _TOO_LITTLE
    compared = (
        f"on {marks.n_mixed} clear calls mixed into quiet parts of these recordings its F1 is {marks.taught_f1:.3f}, "
        f"that of the default detector {marks.plain_f1:.3f}"
    )
    against = _objection(marks)
    if is_wanted:
        return True, f"A self-taught detector is used, as you asked; {compared}."
    if against is not None:
        return False, f"The default detector is used; a self-taught one was tried: {compared}, and {against}."
    return True, f"A self-taught detector is used: {compared}."


def _objection(marks: Marks) -> str | None:
    if marks.recovered < MIN_RECOVERED:
        return f"it misses {1 - marks.recovered:.0%} of the {marks.n_strong} strongest events"
    if marks.growth > MAX_GROWTH:
        return f"it finds {marks.growth:.1f} times as many events, too many to be true"
    gain, share = marks.taught_f1 - marks.plain_f1, (1.0 - marks.taught_f1) / max(1e-9, 1.0 - marks.plain_f1)
    if gain < MIN_GAIN or share > MAX_ERROR_SHARE:
        return f"only a gain of {MIN_GAIN:g} or more, with a third fewer errors, would have counted"
    return None


def _is_enough(lessons: Sequence[DetectorLesson]) -> bool:
    """Say whether there is something to learn from: clear events, and quiet frames to lay over them."""
    n_clear = sum(int((lesson.weight[lesson.segments.starts] > 0).sum()) for lesson in lessons)
    n_quiet = sum(int(lesson.is_quiet.sum()) for lesson in lessons)
    return n_clear >= 2 * MIN_EVENTS and n_quiet >= MIN_QUIET_FRAMES


_TOO_LITTLE = (
    "The default detector is used: too few clear calls, or too little quiet between them, to teach another one."
)
_UNASKED = "A self-taught detector is used, as you asked; there are too few clear calls to say whether it is better."
