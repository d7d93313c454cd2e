"""Whether the samples are sound at all: not-a-number, absurdly loud, silence, clipping.

Everything is counted block by block in one pass; the answer does not depend on the size of the blocks.
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
_MIN_PEAK = 64 / 32768
"""Below this, flat peaks are the steps of the converter, not clipping."""
MAX_AMPLITUDE = 2.0**31
"""Full scale is 1; some programs write floats in steps of 16 or 32 bits. Above that only damage lies, and the power of
a loud frame no longer fits a float."""


def check_samples(block: NDArray[np.float32], *, path: str, start_s: float, sample_rate_hz: int) -> None:
    """Make sure that samples are numbers that sound can have.

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
            self._tops = [_Rail() for _ in highs]
            self._bottoms = [_Rail() for _ in lows]
        for channel, samples in enumerate(block):
            self._tops[channel].update(samples, float(highs[channel]), is_top=True)
            self._bottoms[channel].update(samples, float(lows[channel]), is_top=False)
        self._n_times += block.shape[1]

    def finish(self) -> list[Problem]:
        """Judge the whole recording.

        Returns
        -------
        Remarks: none, or one of kind ``clipped``.

        Raises
        ------
        RecordingError : kind ``empty`` (no samples came) or ``silent`` (every channel is constant).
        """
        if self._n_times == 0:
            raise RecordingError(f"`{self._path}` holds no samples. Delete it, or copy it again.", kind="empty")
        pairs = list(zip(self._tops, self._bottoms, strict=True))
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
        if top.value == bottom.value:
            return 0.0
        n_flat = sum(rail.n_flat for rail in (top, bottom) if abs(rail.value) >= _MIN_PEAK)
        return n_flat / self._n_times


@dataclass(slots=True)
class _Rail:
    """Samples in runs of three or more at the extreme so far.

    A run of length L holds L - 2 triples, so its samples are its triples plus 2; triples need only the last
    two flags of the block before.
    """

    value: float = np.nan
    n_flat: int = 0
    last: tuple[bool, bool] = (False, False)
    is_in_run: bool = False

    def update(self, samples: NDArray[np.float32], extreme: float, *, is_top: bool) -> None:
        is_new = np.isnan(self.value) or (extreme > self.value if is_top else extreme < self.value)
        if is_new:
            self.value, self.n_flat, self.last, self.is_in_run = extreme, 0, (False, False), False
        if extreme != self.value:
            self.last, self.is_in_run = (False, False), False
            return
        self._count(samples == np.float32(extreme))

    def _count(self, is_at: NDArray[np.bool_]) -> None:
        flags = np.concatenate([np.array(self.last), is_at])
        triples = flags[:-2] & flags[1:-1] & flags[2:]
        n_triples = int(np.count_nonzero(triples))
        if n_triples > 0:
            starts = int(np.count_nonzero(triples[1:] & ~triples[:-1])) + int(triples[0] and not self.is_in_run)
            self.n_flat += n_triples + (_RUN - 1) * starts
        self.last = (bool(flags[-2]), bool(flags[-1]))
        self.is_in_run = bool(triples[-1])
