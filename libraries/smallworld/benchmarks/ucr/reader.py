"""Reads UCR data sets: `.tsv` (label, then values) and `.ts` (values, then label), plain or gzipped.

A folder holds `NAME_TRAIN.tsv.gz` and `NAME_TEST.tsv.gz`, in one folder for all sets or in a folder per set. Missing
values at the end of a row are padding and are cut, which leaves series of different lengths. A set with missing values
elsewhere is refused. What is stored raw is z-normalized, each channel of a series by itself, with n - 1 in the
deviation, as the published errors were made.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coincide_smallworld.errors import InputError

_NAME = re.compile(r"(?P<set>.+)_TRAIN(?P<kind>\.tsv|\.ts)(?P<zipped>\.gz)?", re.IGNORECASE)
# A normalized series has mean 0 and deviation 1 (with n or n - 1) up to rounding of the stored digits.
_MEAN_SLACK, _DEVIATION_SLACK, _RAW_SHARE = 0.01, 0.05, 0.05

One = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Series with labels.

    Attributes
    ----------
    series : arrays (n_channels, n_timepoints).
    labels : (n,) texts.
    """

    series: Sequence[One]
    labels: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.series)

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        return np.array([one.shape[1] for one in self.series], dtype=np.int64)


@dataclass(frozen=True)
class SeriesSet:
    """A training and a test part; `was_raw` tells whether they were z-normalized here."""

    name: str
    train: Part
    test: Part
    was_raw: bool

    @property
    def longest(self) -> int:
        return int(max(self.train.lengths.max(), self.test.lengths.max()))

    @property
    def has_equal_lengths(self) -> bool:
        return len(np.unique(np.concatenate([self.train.lengths, self.test.lengths]))) == 1


def training_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and training file of every set below a folder, by name."""
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        match = _NAME.fullmatch(path.name)
        if match is not None and path.is_file():
            found.setdefault(match["set"], path)
    yield from sorted(found.items())


def read_set(name: str, training_file: Path) -> SeriesSet:
    """Read both parts of a set.

    Raises
    ------
    InputError : no test file, missing values between others, or a file in another format.
    """
    test_file = training_file.with_name(training_file.name.replace("_TRAIN", "_TEST"))
    if not test_file.is_file() or test_file == training_file:
        raise InputError(f"expected `{test_file.name}` beside `{training_file.name}`, found no such file.")
    train, test = read_part(training_file), read_part(test_file)
    was_raw = _is_raw(train)
    if was_raw:
        train, test = (Part([normalized(one) for one in part.series], part.labels) for part in (train, test))
    return SeriesSet(name, train, test, was_raw)


def read_part(path: Path) -> Part:
    """Read one file; see `read_set`."""
    text = _text(path)
    is_ts = path.name.lower().removesuffix(".gz").endswith(".ts")
    try:
        rows = list(_ts_rows(text) if is_ts else _tsv_rows(text))
        series = [_cut(np.array(channels, dtype=np.float64)) for _, channels in rows]
    except ValueError:
        raise InputError(f"expected numbers, and channels of equal length in each series: {path}.") from None
    if not rows:
        raise InputError(f"expected at least one series, found none: {path}.")
    if not all(np.isfinite(one).all() and one.shape[1] > 0 for one in series):
        raise InputError(f"expected missing values only at the ends of series, found others: {path}.")
    return Part(series, np.array([label for label, _ in rows]))


def normalized(one: One) -> One:
    """Return a series (n_channels, n_timepoints) with mean 0 and deviation 1 (n - 1); constant channels become 0."""
    centered = one - one.mean(axis=1, keepdims=True)
    if one.shape[1] < 2:
        return centered
    deviation = centered.std(axis=1, ddof=1, keepdims=True)
    is_constant = deviation <= 1e-12 * np.maximum(1.0, np.abs(one).max(axis=1, keepdims=True))
    return np.where(is_constant, 0.0, centered / np.where(is_constant, 1.0, deviation))


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return (gzip.decompress(raw) if path.suffix.lower() == ".gz" else raw).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as cause:
        kind = "text in a gzip file" if path.suffix.lower() == ".gz" else "text"
        raise InputError(f"expected {kind}, found something else: {path} ({cause}).") from None


def _tsv_rows(text: str) -> Iterator[tuple[str, list[list[float]]]]:
    """Tab-separated since 2018, comma-separated before."""
    for line in text.splitlines():
        fields = line.strip().replace(",", "\t").split("\t")
        if len(fields) > 1:
            yield _label(fields[0]), [[_number(field) for field in fields[1:]]]


def _ts_rows(text: str) -> Iterator[tuple[str, list[list[float]]]]:
    """Channels separated by colons, the label last; lines that begin with `#` or `@` describe the set."""
    for line in text.splitlines():
        if not line.strip() or line.lstrip()[0] in "#@":
            continue
        *channels, label = line.strip().split(":")
        yield _label(label), [[_number(field) for field in channel.split(",")] for channel in channels]


def _number(field: str) -> float:
    return float("nan") if field.strip() in ("", "?") else float(field)


def _label(field: str) -> str:
    """`1`, `1.0` and `1.0000e+00` are one label."""
    try:
        return f"{float(field):g}"
    except ValueError:
        return field.strip()


def _cut(one: One) -> One:
    """Without the time points at the end where every channel is missing."""
    known = np.flatnonzero(np.isfinite(one).any(axis=0))
    return one[:, : known[-1] + 1] if len(known) > 0 else one[:, :0]


def _is_raw(part: Part) -> bool:
    means = np.array([np.abs(one.mean(axis=1)).max() for one in part.series])
    deviations = np.array([np.abs(one.std(axis=1) - 1.0).max() for one in part.series])
    return bool(np.mean((means > _MEAN_SLACK) | (deviations > _DEVIATION_SLACK)) > _RAW_SHARE)
