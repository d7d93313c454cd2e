"""Do more answers help, and is "sure" sure? On generated folders, new events named with few answers.

Ten seeds of each shape. The person may err; names that nobody taught are left out of the answers on purpose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from benchmarks.labels.generated import SHAPES, GeneratedFolder, Shape, generate
from benchmarks.labels.rows import mean_row
from benchmarks.options import say
from benchmarks.table import Row
from coincide.evaluate import typed_score
from coincide.label import NOISE, Consolidator, KnownLabels, Session, can_stop, make_strategy, point_after
from coincide.recognize import EventNames, hold_out, make_recognizer, measure_scores
from coincide.seeds import generator

WORK = "answers"
BUDGETS = (5, 10, 25, 50, 100)
N_SEEDS, N_QUICK_SEEDS = 10, 2
ASKED_FOR_UNKNOWN, WRONG_AT = 60, 50
FALSE_UNKNOWN = 0.05
SAME_PROGRAM = "random labels, same program"


def answer_rows(*, is_quick: bool) -> Iterator[Row]:
    """Measure all shapes."""
    for shape in SHAPES:
        say(f"answering about {shape.name}")
        folders = [generate(shape, seed=seed) for seed in range(N_QUICK_SEEDS if is_quick else N_SEEDS)]
        yield from _curve_rows(shape, folders)
        yield from _wrong_rows(shape, folders)
        yield from _unknown_rows(shape, folders)
        yield from _stop_rows(shape, folders)


def _curve_rows(shape: Shape, folders: Sequence[GeneratedFolder]) -> Iterator[Row]:
    work = f"{WORK}: {shape.name}"
    found = [_curves(folder, seed) for seed, folder in enumerate(folders)]
    ours, random = (np.array([one[way] for one in found]) for way in ("tree", "random"))  # (seeds, budgets)
    for column, budget in enumerate(BUDGETS):
        metric = f"typed F1 of new events, {budget} answers"
        yield mean_row(work, metric, ours[:, column].tolist(), against=SAME_PROGRAM, peer=random[:, column].tolist())
    drops = (np.maximum.accumulate(ours.mean(axis=0)) - ours.mean(axis=0)).max()
    yield Row(work, "largest drop of the mean after more answers", float(drops), 0.0, len(found), goal="≤ .01")
    errors = [one["calibration"] for one in found]
    for column, budget in enumerate(BUDGETS):
        values = [error[column] for error in errors]
        yield mean_row(work, f"calibration error on new events, {budget} answers", values, goal="≤ .05")


def _curves(folder: GeneratedFolder, seed: int) -> Mapping[str, list[float]]:
    consolidator = Consolidator(folder.embeddings)
    curves: dict[str, list[float]] = {"tree": [], "random": [], "calibration": []}
    for budget in BUDGETS:
        for strategy in ("tree", "random"):
            named = _named(folder, consolidator, _answered(folder, consolidator, strategy, budget, seed).labels)
            curves[strategy].append(_typed_f1(folder, named))
            if strategy == "tree":
                is_right = np.array(named.names)[named.best] == folder.new_names
                curves["calibration"].append(measure_scores(named.scores, is_right).calibration_error)
    return curves


def _wrong_rows(shape: Shape, folders: Sequence[GeneratedFolder]) -> Iterator[Row]:
    for share, goal in ((0.05, "≤ .02"), (0.1, "≤ .04")):
        costs: list[float] = []
        for seed, folder in enumerate(folders):
            consolidator = Consolidator(folder.embeddings)
            right, wrong = (
                _typed_f1(folder, _named(folder, consolidator, _err(labels, rate, seed)))
                for labels in [_answered(folder, consolidator, "tree", WRONG_AT, seed).labels]
                for rate in (0.0, share)
            )
            costs.append(right - wrong)
        metric = f"typed F1 lost, {share:.0%} of {WRONG_AT} answers wrong"
        yield mean_row(f"{WORK}: {shape.name}", metric, costs, goal=goal)


def _unknown_rows(shape: Shape, folders: Sequence[GeneratedFolder]) -> Iterator[Row]:
    found: list[float] = []
    for seed, folder in enumerate(folders):
        hidden = _some_kinds(folder, seed)
        consolidator = Consolidator(folder.embeddings)
        known = _answered(folder, consolidator, "tree", ASKED_FOR_UNKNOWN, seed, hidden=hidden)
        scores = _named(folder, consolidator, known.labels, known.skipped).scores
        is_taught = np.isin(folder.new_names, list(set(known.labels.values()) - {NOISE}))
        least = np.quantile(scores[is_taught], FALSE_UNKNOWN)
        found.append(float((scores[np.isin(folder.new_names, hidden)] < least).mean()))
    metric = f"called unknown of names nobody taught, where {FALSE_UNKNOWN:.0%} of others are"
    yield mean_row(f"{WORK}: {shape.name}", metric, found, goal="≥ .75")


def _stop_rows(shape: Shape, folders: Sequence[GeneratedFolder]) -> Iterator[Row]:
    kept: list[float] = []
    for seed, folder in enumerate(folders):
        kept += _kept_promise(folder, seed)
    if kept:
        metric = "runs with the promised share of names right when told to stop"
        yield mean_row(f"{WORK}: {shape.name}", metric, kept, goal="≥ .95")


def _kept_promise(folder: GeneratedFolder, seed: int, *, most: int = 150) -> list[float]:
    """Answer until the program says that one can stop; 1 if as many names are right then as it promises."""
    consolidator = Consolidator(folder.embeddings)
    session = Session(make_strategy("tree", folder.embeddings, seed=seed, spreader=consolidator.spreader))
    now, points = None, []
    while len(points) < most and (question := session.ask()) is not None:
        session = session.answer(question, "name", str(folder.names[question.row]))
        before, now = now, consolidator.consolidate(session.known.labels)
        points.append(point_after(session.n_actions, question, before, now, n_events=len(folder.names)))
        if can_stop(points):
            is_right = np.array(now.spread.names)[now.spread.best] == folder.names
            return [float(is_right.mean() >= now.promised)]
    return []


def _answered(
    folder: GeneratedFolder,
    consolidator: Consolidator,
    strategy: str,
    budget: int,
    seed: int,
    *,
    hidden: Sequence[str] = (),
) -> KnownLabels:
    """Answer so many questions; about a hidden kind a person cannot tell."""
    spreader = consolidator.spreader
    session = Session(make_strategy(strategy, folder.embeddings, budget=budget, seed=seed, spreader=spreader))
    for _ in range(budget):
        question = session.ask()
        if question is None:
            break
        name = str(folder.names[question.row])
        session = session.answer(question, "skip") if name in hidden else session.answer(question, "name", name)
    return session.known


def _err(labels: Mapping[int, str], share: float, seed: int) -> dict[int, str]:
    """Give some labels another of the names."""
    rng = generator(seed, "wrong")
    names = sorted(set(labels.values()))
    wrong = {row for row in labels if rng.uniform() < share}
    others = {row: [name for name in names if name != labels[row]] for row in wrong}
    return {row: str(rng.choice(others[row])) if others.get(row) else name for row, name in labels.items()}


def _some_kinds(folder: GeneratedFolder, seed: int) -> list[str]:
    """Choose a quarter of the kinds that have five events and three new ones."""
    kinds, counts = np.unique(folder.names, return_counts=True)
    usable = [
        str(kind)
        for kind, count in zip(kinds, counts, strict=True)
        if kind != NOISE and count >= 5 and (folder.new_names == kind).sum() >= 3
    ]
    return [str(kind) for kind in generator(seed, "hidden").permutation(usable)[: max(1, len(usable) // 4)]]


def _named(
    folder: GeneratedFolder, consolidator: Consolidator, labels: Mapping[int, str], unnamed: Collection[int] = ()
) -> EventNames:
    """Name new events as `coincide recognize` does."""
    classifier = consolidator.consolidate(labels, unnamed).classifier
    held_out = hold_out(
        folder.embeddings,
        labels,
        recordings=folder.recordings.tolist(),
        spreader=consolidator.spreader,
        far=classifier.far,
        unnamed=unnamed,
    )
    named = make_recognizer(classifier, held_out).recognize(folder.new_embeddings)
    return replace(named, is_unknown=np.zeros_like(named.is_unknown))


def _typed_f1(folder: GeneratedFolder, named: EventNames) -> float:
    true: npt.NDArray[np.str_] = np.where(folder.new_names == NOISE, "", folder.new_names)
    guesses = [named.names[number] for number in named.best]
    return typed_score(true.tolist(), guesses, n_truth=int((true != "").sum()), noise=NOISE).f1
