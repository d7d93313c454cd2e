"""The parameters of an index: what each may be, and which of them shape what is built.

As in scikit-learn a constructor stores what it is given, and each use checks what it needs. `Plan` holds the checked
values that went into an engine; changing one of them needs a new `fit`.
"""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import Any, Literal, SupportsIndex, cast, get_args

from coincide_smallworld.distances.band import Band, check_band
from coincide_smallworld.errors import InputError, SettingsError
from coincide_smallworld.index.engine import Algorithm, Engine, GraphSettings

Metric = Literal["euclidean", "sqeuclidean", "cosine", "inner_product", "dtw"]
AlgorithmChoice = Literal["auto", "brute", "exact", "graph"]
Quantize = Literal["auto", "int8", "bits"]
Dtype = Literal["auto", "float32", "float16"]

BOUNDS = {
    "n_neighbors": (1, 2**31 - 1),
    "max_degree": (2, 512),
    "ef_construction": (1, 100_000),
    "ef": (1, 100_000),
    "seed": (0, 2**63 - 1),
}
WHEN_TO_FIT = "Call `fit` again to use it, or set it back to {old!r}."
# What other libraries call the same, in lower case; `minkowski` is scikit-learn's default, with a power of 2.
ELSEWHERE = {
    "l2": "euclidean",
    "minkowski": "euclidean",
    "l2sq": "sqeuclidean",
    "cos": "cosine",
    "angular": "cosine",
    "ip": "inner_product",
    "dot": "inner_product",
    "dot_product": "inner_product",
    "kd_tree": "exact",
    "ball_tree": "exact",
    "flat": "brute",
    "hnsw": "graph",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The parameters that shape an index, checked.

    Attributes
    ----------
    band : None, too, where the metric has none.
    """

    metric: Metric
    band: Band
    quantize: Quantize | None
    dtype: Dtype
    max_degree: int
    ef_construction: int
    seed: int

    def graph(self, *, n_threads: int) -> GraphSettings:
        """How its graph is built, if it has one."""
        return GraphSettings(
            max_degree=self.max_degree, ef_construction=self.ef_construction, seed=self.seed, n_threads=n_threads
        )


def make_plan(
    *,
    metric: object,
    band: object,
    quantize: object,
    dtype: object,
    max_degree: object,
    ef_construction: object,
    seed: object,
) -> Plan:
    """Check the parameters that shape an index.

    Raises
    ------
    SettingsError : one is unknown or out of its range.
    """
    known = check_metric(metric)
    return Plan(
        metric=known,
        band=check_band(band) if known == "dtw" else None,
        quantize=_check_quantize(quantize, metric=known),
        dtype=_check_dtype(dtype, metric=known),
        max_degree=check_whole("max_degree", max_degree),
        ef_construction=check_whole("ef_construction", ef_construction),
        seed=check_whole("seed", seed),
    )


def check_unchanged(plan: Plan, *, metric: object, band: object, quantize: object) -> None:
    """Raise SettingsError if a parameter that decides what distances mean was changed after fitting."""
    if metric != plan.metric:
        raise _changed("metric", old=plan.metric, new=check_metric(metric))
    if band is not plan.band and plan.metric == "dtw":
        wanted = check_band(band)
        if wanted != plan.band or type(wanted) is not type(plan.band):
            raise _changed("band", old=plan.band, new=wanted)
    if quantize != plan.quantize:
        wanted = _check_quantize(quantize, metric=plan.metric)
        if wanted != plan.quantize:
            raise _changed("quantize", old=plan.quantize, new=wanted)


def check_metric(metric: object) -> Metric:
    """Return `metric` if it is known, else raise SettingsError."""
    return cast("Metric", _one_of("metric", metric, get_args(Metric), otherwise="Use one of these."))


def check_algorithm(algorithm: object) -> AlgorithmChoice:
    """Return `algorithm` if it is known, else raise SettingsError."""
    otherwise = "Leave it out to choose by size."
    return cast("AlgorithmChoice", _one_of("algorithm", algorithm, get_args(AlgorithmChoice), otherwise=otherwise))


def resolve(algorithm: object, engine: Engine, n: int) -> Algorithm:
    """Return the algorithm that `auto` stands for with `n` items, or the one that was asked for."""
    choice = check_algorithm(algorithm)
    return engine.algorithm_for(n) if choice == "auto" else choice


def check_whole(name: str, value: object) -> int:
    """Return a whole number within the bounds of this parameter, else raise SettingsError."""
    low, high = BOUNDS[name]
    number = as_whole(value)
    if number is None or not low <= number <= high:
        raise SettingsError(
            f"`{name}` must be a whole number from {low} to {high}, got {value!r}. Choose one in that range."
        )
    return number


def check_radius(radius: object) -> float:
    """Return a finite number, else raise SettingsError; inner products may ask for a negative one."""
    number = as_real(radius)
    if number is None or not math.isfinite(number):
        raise SettingsError(f"`radius` must be a finite number, got {radius!r}. Pass the largest distance to find.")
    return number


def check_quality(quality: object) -> float:
    """Return a share above 0 and up to 1, else raise SettingsError."""
    number = as_real(quality)
    if number is None or not 0.0 < number <= 1.0:
        raise SettingsError(
            f"`quality` must be a number above 0 and up to 1, got {quality!r}. Pass the share of true neighbors that "
            "searches should find: 0.95, say."
        )
    return number


def check_k(k: object) -> int:
    """Return `k` as an int, or raise InputError if it is not a whole number from 1."""
    number = as_whole(k)
    if number is None or number < 1:
        raise InputError(f"`k` must be a whole number of neighbors, 1 or more, got {k!r}. Pass `k=10`, say.")
    return number


def as_whole(value: object) -> int | None:
    """Return a Python or NumPy whole number as int, and None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(cast("SupportsIndex", value))
    except TypeError:
        return None


def as_real(value: object) -> float | None:
    """Return a Python or NumPy real number as float, and None for anything else."""
    if isinstance(value, (bool, str, bytes)):
        return None
    try:
        return float(cast("Any", value))
    except (TypeError, ValueError, OverflowError):
        return None


def _check_quantize(quantize: object, *, metric: Metric) -> Quantize | None:
    if quantize is None:
        return None
    if quantize not in get_args(Quantize):
        raise SettingsError(
            f"`quantize` must be 'auto', 'int8', 'bits' or None, got {quantize!r}. Leave it out to suit the data."
        )
    if metric == "dtw":
        if quantize != "auto":
            raise SettingsError(
                f"`quantize` must be 'auto' or None for series, got {quantize!r} with metric 'dtw'. Leave it out."
            )
        return None
    return cast("Quantize", quantize)


def _check_dtype(dtype: object, *, metric: Metric) -> Dtype:
    known = cast("Dtype", _one_of("dtype", dtype, get_args(Dtype), otherwise="Leave it out to suit the data."))
    if metric == "dtw" and known == "float16":
        raise SettingsError(
            f"`dtype` must be 'auto' or 'float32' for series, got {dtype!r} with metric 'dtw'. Leave it out."
        )
    return known


def _one_of(name: str, value: object, known: tuple[str, ...], *, otherwise: str) -> str:
    """Return a value that is known, else raise SettingsError, which names the like of it or says what to do."""
    if isinstance(value, str) and value in known:
        return str(value)
    lower = value.strip().lower() if isinstance(value, str) else ""
    alike = ELSEWHERE.get(lower, lower)
    remedy = f"Use {alike!r}." if alike in known else otherwise
    raise SettingsError(f"`{name}` must be one of {', '.join(known)}, got {value!r}. {remedy}")


def _changed(name: str, *, old: object, new: object) -> SettingsError:
    return SettingsError(
        f"`{name}` was changed to {new!r} after the index was built with {old!r}. {WHEN_TO_FIT.format(old=old)}"
    )
