"""Whether the samples are sound at all: not-a-number, absurdly loud, silence, clipping, channels that cancel out.

Everything is counted block by block; what blocks say is joined, so that the answer does not depend on their size, nor
on who looked at which of them.
Clipping is counted at the largest and smallest value of the recording, not at full scale, since most
microphones give out before the converter does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide.errors import RecordingError
from coincide.records import Problem

CLIPPED_SHARE = 0.001
"""A recording with more than this share of its samples in flat peaks gets a remark."""
_RUN = 3
"""Samples in a row at the extreme that make a flat peak; shorter ones happen by chance."""
_LEAST_RANGE, _FEWEST_STEPS = 128 / 32768, 16
"""Where samples span less, or fewer steps of the converter, flat peaks are such steps, not clipping. Sound comes within
a step of at least one of its extremes. What 8 bits clip at a tenth of full scale spans 24 steps."""
_LEAST_POWER = (4 / 32768) ** 2
"""Below this, channels differ by the steps of the converter."""
_KEPT_SHARE = 0.1
"""Of the power that is left of independent channels when they are mixed. Less is left only of channels that are each
other's negative, such as the two wires of a balanced output."""
MAX_AMPLITUDE = 2.0**31
"""Full scale is 1; some programs write floats in steps of 16 or 32 bits. Above that only damage lies, and the power of
a loud frame no longer fits a float."""


_CANCELLED = (
    "its channels have opposite phase and cancel out when they are mixed, so calls are missed. Learn from one of them, "
    "with `--channels 0`."
)


def check_samples(block: NDArray[np.float32], *, path: str, start_s: float, sample_rate_hz: int) -> None:
    """Check that samples are finite numbers within the range of sound.

    Parameters
    ----------
    block : array (channel, time).
    path : the recording as messages name it.
    start_s : time of the first sample.

    Raises
    ------
    RecordingError : kind ``nan`` (a sample is not a finite number) or ``corrupt`` (it is beyond `MAX_AMPLITUDE`).
    """
    # Not a number is neither above nor below anything, so two passes find everything.
    if block.size == 0 or (block.max() <= MAX_AMPLITUDE and block.min() >= -MAX_AMPLITUDE):
        return
    is_odd = ~(np.abs(block) <= MAX_AMPLITUDE)
    first = int(np.argmax(is_odd.any(axis=0)))
    at = f"at {start_s + first / sample_rate_hz:.3f} s"
    value = float(block[int(np.argmax(is_odd[:, first])), first])
    if np.isfinite(value):
        raise RecordingError(
            f"`{path}` has a sample of {value:.3g} {at}, where full scale is 1. Its bytes are damaged, or are not the "
            "floating-point numbers that the header promises; copy it again from the recorder.",
            kind="corrupt",
        )
    raise RecordingError(
        f"`{path}` has a sample that is not a finite number {at}. "
        "Expected numbers; write the recording again with the program that made it.",
        kind="nan",
    )


class QualityMeter:
    """Checks each block once, and reports at the end what is wrong.

    Parameters
    ----------
    path : the recording as messages name it.
    sample_rate_hz : > 0, for times in messages.
    """

    def __init__(self, *, path: str, sample_rate_hz: int) -> None:
        self._path = path
        self._rate_hz = sample_rate_hz
        self._n_times = 0
        self._tops: list[_Rail] = []
        self._bottoms: list[_Rail] = []
        self._cancels = False

    def update(self, block: NDArray[np.float32]) -> None:
        """Take the next block.

        Parameters
        ----------
        block : array (channel, time), the same channels each time.

        Raises
        ------
        RecordingError : kind ``nan`` or ``corrupt``, see `check_samples`; the message says when.
        """
        if block.shape[1] == 0:
            return
        check_samples(block, path=self._path, start_s=self._n_times / self._rate_hz, sample_rate_hz=self._rate_hz)
        highs, lows = block.max(axis=1), block.min(axis=1)
        if not self._tops:
            self._tops = [_NOTHING for _ in highs]
            self._bottoms = [_NOTHING for _ in lows]
        for channel, samples in enumerate(block):
            self._tops[channel] = _with_block(self._tops[channel], samples, float(highs[channel]), is_top=True)
            self._bottoms[channel] = _with_block(self._bottoms[channel], samples, float(lows[channel]), is_top=False)
        self._n_times += block.shape[1]

    def compare(self, channels: NDArray[np.float32]) -> None:
        """Look whether channels that are mixed cancel out.

        Parameters
        ----------
        channels : array (channel, time), a part of the recording before it is mixed.
        """
        if channels.shape[1] == 0:
            return
        with np.errstate(invalid="ignore", over="ignore"):  # what is no sound is told by `update`
            sound = channels.astype(np.float64)
            sound -= sound.mean(axis=1, keepdims=True)
            power, left = float(np.mean(sound**2)), float(np.mean(sound.mean(axis=0) ** 2))
        self._cancels = power > _LEAST_POWER and left < _KEPT_SHARE * power / len(sound)

    def join(self, later: QualityMeter) -> None:
        """Take what another meter found in the blocks that follow."""
        self._cancels |= later._cancels
        if not self._tops:
            self._tops, self._bottoms = later._tops, later._bottoms
        elif later._tops:
            self._tops = [_joined(*pair, is_top=True) for pair in zip(self._tops, later._tops, strict=True)]
            self._bottoms = [_joined(*pair, is_top=False) for pair in zip(self._bottoms, later._bottoms, strict=True)]
        self._n_times += later._n_times

    def finish(self) -> list[Problem]:
        """Judge the whole recording.

        Returns
        -------
        Remarks: none, or one of kind ``phase`` (channels cancel out) or ``clipped``.

        Raises
        ------
        RecordingError : kind ``empty`` (no samples came) or ``silent`` (every channel is constant).
        """
        if self._n_times == 0:
            raise RecordingError(f"`{self._path}` holds no samples. Delete it, or copy it again.", kind="empty")
        pairs = list(zip(self._tops, self._bottoms, strict=True))
        if self._cancels:
            return [Problem(self._path, "phase", _CANCELLED, False)]
        if all(top.value == bottom.value for top, bottom in pairs):
            raise RecordingError(
                f"`{self._path}` is silent: all {self._n_times / self._rate_hz:.1f} s have the value "
                f"{self._tops[0].value:g}. Check the microphone and its gain.",
                kind="silent",
            )
        share = max(self._clipped_share(top, bottom) for top, bottom in pairs)
        if share <= CLIPPED_SHARE:
            return []
        reason = f"{share:.1%} of the samples are clipped, so loud calls are distorted. Record with less gain."
        return [Problem(self._path, "clipped", reason, False)]

    def _clipped_share(self, top: _Rail, bottom: _Rail) -> float:
        if top.value - bottom.value < max(_LEAST_RANGE, _FEWEST_STEPS * min(top.step, bottom.step)):
            return 0.0
        return (top.n_flat + bottom.n_flat) / self._n_times


@dataclass(frozen=True, slots=True)
class _Rail:
    """The extreme of some samples, and how many are in flat peaks there: runs of three or more.

    Attributes
    ----------
    step : from the extreme to the value next to it; infinite if there is no other.
    n : samples in all.
    n_first, n_last : samples at the extreme with which they begin and end, in a flat peak or not.
    """

    value: float
    step: float
    n: int
    n_flat: int
    n_first: int
    n_last: int


_NOTHING = _Rail(np.nan, np.inf, 0, 0, 0, 0)


def _with_block(before: _Rail, samples: NDArray[np.float32], extreme: float, *, is_top: bool) -> _Rail:
    """Add a block; its samples are only looked at where they can matter."""
    is_within = extreme < before.value if is_top else extreme > before.value
    block = _Rail(extreme, np.inf, len(samples), 0, 0, 0) if is_within else _rail(samples, extreme)
    return _joined(before, block, is_top=is_top)


def _rail(samples: NDArray[np.float32], extreme: float) -> _Rail:
    is_flat = samples == np.float32(extreme)
    places = np.flatnonzero(is_flat)
    step = float(np.abs(samples - np.float32(extreme)).min(where=~is_flat, initial=np.inf))
    ends = np.flatnonzero(np.diff(places, append=len(samples) + 1) > 1)  # of runs
    runs = np.diff(ends, prepend=-1)
    n_first = int(runs[0]) if places[0] == 0 else 0
    n_last = int(runs[-1]) if places[-1] == len(samples) - 1 else 0
    return _Rail(extreme, step, len(samples), int(runs[runs >= _RUN].sum()), n_first, n_last)


def _joined(earlier: _Rail, later: _Rail, *, is_top: bool) -> _Rail:
    n = earlier.n + later.n
    if earlier.n == 0 or later.n == 0:
        return later if earlier.n == 0 else earlier
    if earlier.value != later.value:
        is_later = (later.value > earlier.value) == is_top
        kept = later if is_later else earlier
        step = min(kept.step, abs(later.value - earlier.value))
        return _Rail(kept.value, step, n, kept.n_flat, 0 if is_later else kept.n_first, kept.n_last if is_later else 0)
    apart = _flat(earlier.n_last) + _flat(later.n_first)
    return _Rail(
        earlier.value,
        min(earlier.step, later.step),
        n,
        earlier.n_flat + later.n_flat - apart + _flat(earlier.n_last + later.n_first),
        earlier.n_first + (later.n_first if earlier.n_first == earlier.n else 0),
        later.n_last + (earlier.n_last if later.n_last == later.n else 0),
    )


def _flat(n_run: int) -> int:
    return n_run if n_run >= _RUN else 0
