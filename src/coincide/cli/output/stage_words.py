"""What a person reads while a stage runs, for the short names that workflows use."""

from __future__ import annotations

STAGES = {
    "scan": "looking for recordings",
    "teach": "teaching a detector",
    "events": "finding events",
    "patches": "drawing events",
    "embed": "learning",
    "check": "checking the labels",
    "apply": "embedding events",
    "categorize": "grouping events",
    "baseline": "learning the baseline",
    "index": "building the index",
    "map": "drawing the map",
    "parse": "finding songs",
    "learn trees": "learning trees",
    "boundaries": "looking for doubtful cuts",
    "edges": "comparing with drawn edges",
    "labels": "measuring with labels",
    "frames": "reading frames",
    "clips": "writing clips",
    "recognize": "recognizing",
    "faint calls": "looking for faint calls",
    "export": "converting",
    "compare": "comparing results",
    "pull": "fetching weights",
}
"""A test holds that every stage of a workflow is here."""
_DETAILS = {"within": "within recordings", "anywhere": "anywhere", "1": "1 of 2", "2": "2 of 2"}
"""With a bar, an amount and the time beside them, words of up to 27 characters fit into 80 columns."""


def stage_words(name: str) -> str:
    """Return what a stage does: ``learning, within recordings`` for ``embed-within``."""
    stage, *details = name.split("-")
    return ", ".join([STAGES.get(stage, stage), *(_DETAILS.get(one, one) for one in details)])
