"""How often 95% intervals hold the truth, and how far counts are off before and after a sample was checked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.options import Options
from benchmarks.survey.coverage import coverage
from benchmarks.table import Row
from coincide.survey import CheckedItem, draw_sample, estimate, make_season
from coincide.survey.season import DetectorErrors

_N_SAMPLES, _N_QUICK = 2_000, 400
_CHECKED = (50, 100, 200)
_GOAL = "93.5 to 96.5"
_ERRORS = DetectorErrors(missed=0.0, mistaken=0.1, false_alarms_per_h=6.0)


def proof_rows(options: Options) -> Iterator[Row]:
    """Yield coverage, and errors of counts."""
    n_samples = _N_QUICK if options.quick else _N_SAMPLES
    for n in _CHECKED:
        name = f"95% intervals, {n} checks"
        if options.wants(name):
            for kind, held in coverage(n_samples, n=n).items():
                sd = 100 * float(np.sqrt(held * (1 - held) / (2 * n_samples)))
                yield Row(name, f"{kind}: truth held, %", 100 * held, sd, n_samples, goal=_GOAL, digits=1)
    name = "counts of a season, 150 checks"
    if options.wants(name):
        raw, corrected = zip(*(_errors(seed) for seed in range(20 if options.quick else 100)), strict=True)
        yield Row(
            name,
            "error of corrected counts, %",
            float(np.mean(corrected)),
            float(np.std(corrected)),
            len(corrected),
            against="counts as detected",
            against_value=float(np.mean(raw)),
            digits=1,
        )


def _errors(seed: int) -> tuple[float, float]:
    """Return the mean error of the counts of a season's names as detected, and corrected, in percent."""
    season = make_season(n_sites=3, n_days=15, errors=_ERRORS, seed=seed)
    events, truth = season.detections, season.truth
    design = draw_sample(events, events.names, n=150, seed=seed)
    items = [
        CheckedItem(stratum, float(events.confidence[row]), "" if truth[row] < 0 else events.names[int(truth[row])])
        for row, stratum in zip(design.rows.tolist(), design.stratum.tolist(), strict=True)
    ]
    found = estimate(design.names, design.strata, items).names
    true = [int((truth == events.names.index(each.name)).sum()) for each in found]
    raw = [abs(each.n_named - n) / n for each, n in zip(found, true, strict=True)]
    corrected = [abs((each.corrected.value or 0.0) - n) / n for each, n in zip(found, true, strict=True)]
    return 100 * float(np.mean(raw)), 100 * float(np.mean(corrected))
