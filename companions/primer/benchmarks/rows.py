"""One line of the table of numbers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, beside a peer, the least that is wanted and what is hoped for.

    Attributes
    ----------
    work, metric : what was done, and what of it was measured.
    value : the number.
    against : the peer, and its own number if it has one.
    floor, aim : as the table words them.
    """

    work: str
    metric: str
    value: float
    against: str = ""
    floor: str = ""
    aim: str = ""

    def as_markdown(self) -> str:
        return f"| {self.work}: {self.metric} | {self.value:.4g} | {self.against} | {self.floor} | {self.aim} |"

    def as_json(self) -> str:
        return json.dumps(asdict(self))
