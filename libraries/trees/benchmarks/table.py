"""Rows of a benchmark, as Markdown and as JSON lines."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One measurement.

    Attributes
    ----------
    work : what was done, on which data.
    value, sd : mean (or median, where the work says so) and standard deviation over `n` seeds or repeats; NaN for a
        goal that was not reached.
    against : the peer or baseline, empty for none.
    against_value : what that reached; NaN as above.
    goal : what was wanted, in words.
    digits : decimals of small numbers.
    """

    work: str
    metric: str
    value: float
    sd: float
    n: int
    against: str = ""
    against_value: float | None = None
    goal: str = ""
    digits: int = 3

    @property
    def ratio(self) -> float | None:
        if not self.against_value or math.isnan(self.value / self.against_value):
            return None
        return self.value / self.against_value


def as_json_lines(rows: Sequence[Row]) -> str:
    """One JSON object per line, with the ratio to the peer; null for what was not reached."""
    facts = [{**_facts(row), "ratio": row.ratio} for row in rows]
    return "\n".join(json.dumps({name: _or_null(value) for name, value in each.items()}) for each in facts)


def _facts(row: Row) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if name != "digits"}


def as_markdown(rows: Sequence[Row]) -> str:
    """A table with one line per work and metric, and a column per peer."""
    peers = list(dict.fromkeys(row.against for row in rows if row.against))
    lines = [_line(["work", "metric", "coincide-trees", *peers, "goal"]), _line(["---"] * (4 + len(peers)))]
    for work, metric in dict.fromkeys((row.work, row.metric) for row in rows):
        same = [row for row in rows if (row.work, row.metric) == (work, metric)]
        by_peer = {row.against: row for row in same}
        ours = _own_cell(same[0])
        cells = [_peer_cell(by_peer[peer]) if peer in by_peer else "" for peer in peers]
        lines.append(_line([work, metric, ours, *cells, same[0].goal]))
    return "\n".join(lines)


def _own_cell(row: Row) -> str:
    spread = f" ± {_number(row.sd, row.digits)}" if row.n > 1 else ""
    return _number(row.value, row.digits) + spread


def _or_null(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def _peer_cell(row: Row) -> str:
    return "" if row.against_value is None else _number(row.against_value, row.digits)


def _number(value: float, digits: int) -> str:
    if math.isnan(value):
        return "not reached"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) >= 2 else f"{value:.{digits}f}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
