"""Works as a table, those with the smallest lead over a peer first; in each cell ours, then what it stands beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.table import Row

COMPARED = ("NMI, our number", "NMI, true number", "mAP")
_COLUMNS = ("categories", *COMPARED, "ARI, our number", "CPU s")


def as_leads_markdown(rows: Sequence[Row]) -> str:
    """Write a line for each work, sorted by its smallest lead."""
    by_work: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_work.setdefault(row.work, {})[row.metric] = row
    lines = [["folder", "smallest lead", *_COLUMNS], ["---"] * (2 + len(_COLUMNS))]
    for name in sorted(by_work, key=lambda name: smallest_lead(by_work[name])):
        found = by_work[name]
        cells = [_cell(found[metric]) if metric in found else "" for metric in _COLUMNS]
        lines.append([name, f"{smallest_lead(found):+.3f}", *cells])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def smallest_lead(rows: Mapping[str, Row]) -> float:
    """Return how far the measure that does worst is ahead of its peer; below zero it is behind."""
    leads = [rows[m].value - (rows[m].against_value or 0.0) for m in COMPARED if m in rows]
    return min(leads, default=float("nan"))


def _cell(row: Row) -> str:
    digits = 1 if row.metric in ("categories", "CPU s") else 3
    beside = "" if row.against_value is None else f" / {_number(row.against_value, digits)}"
    return _number(row.value, digits) + beside


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".removesuffix(".0")
