"""The table of leads: one line per data set, the worst lead over the fastest peer first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.leads.measure import FASTEST, LEVELS, MANY, ONE
from benchmarks.table import Row

# Least leads asked for: over the fastest peer, over hnswlib and over the best of the others.
GOALS = {(ONE, FASTEST): (0.95, 0.95), (MANY, FASTEST): (1.2, 1.15), (ONE, "hnswlib"): (1.2, 1.2)}
_GOALS_OF_OTHERS = (2.0, 2.0)


def as_leads(rows: Sequence[Row]) -> str:
    """Their time over ours at each recall, from the least of the rounds, with the lead by medians in parentheses."""
    columns = [(ONE, FASTEST), (MANY, FASTEST), (ONE, "hnswlib"), (MANY, "hnswlib"), (MANY, "")]
    titles = ["data", *(f"{name or 'best of the others'}, {manner}" for manner, name in columns)]
    works = sorted(dict.fromkeys(row.work for row in rows), key=lambda work: _worst(rows, work))
    lines = [titles, ["---"] * len(titles)]
    lines += [[work, *(_cell(rows, work, manner, name) for manner, name in columns)] for work in works]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _worst(rows: Sequence[Row], work: str) -> float:
    """The smallest lead over the fastest peer, as a share of its goal."""
    shares = [
        _lead(rows, work, manner, FASTEST, level, "least")[0] / goal
        for (manner, name), goals in GOALS.items()
        if name == FASTEST
        for level, goal in zip(LEVELS, goals, strict=True)
    ]
    return min((share for share in shares if not math.isnan(share)), default=math.inf)


def _cell(rows: Sequence[Row], work: str, manner: str, name: str) -> str:
    """Leads at each recall, bold below the goal; without a name, over the best peer but the fastest, with its name."""
    goals = GOALS.get((manner, name), _GOALS_OF_OTHERS)
    found = [[_lead(rows, work, manner, name, level, kind) for level in LEVELS] for kind in ("least", "median")]
    if all(math.isnan(lead) for lead, _ in found[0]):
        return ""
    shown = [_bold(lead, goal) for (lead, _), goal in zip(found[0], goals, strict=True)]
    medians = " / ".join(f"{lead:.2f}" for lead, _ in found[1])
    peers = "" if name else ", " + " / ".join(dict.fromkeys(peer for _, peer in found[0]))
    return f"{' / '.join(shown)} ({medians}){peers}"


def _bold(lead: float, goal: float) -> str:
    return f"**{lead:.2f}**" if round(lead, 2) < goal else f"{lead:.2f}"


def _lead(rows: Sequence[Row], work: str, manner: str, name: str, level: float, kind: str) -> tuple[float, str]:
    title = f"{manner}, µs at recall {level:.2f}, {kind}"
    leads = [
        (row.against_value / row.value, row.against)
        for row in rows
        if row.work == work and row.metric == title and row.against_value is not None
        if row.against == name or (not name and row.against != FASTEST)
    ]
    return min(leads, default=(math.nan, ""))
