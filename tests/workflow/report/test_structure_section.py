"""What the report says about songs and motifs."""

from __future__ import annotations

from pathlib import Path

import pytest

from coincide.workflow.parse.parsed import ParseResult
from coincide.workflow.report.structure_section import made_by


def _made_by(kind: str, gauge: str | None) -> str:
    return made_by(ParseResult(Path("c"), False, 0, 0, 0, [], [], [], [], kind, gauge))


@pytest.mark.parametrize("kind", ["autoencoder", "grammar"])
def test_a_network_is_named_with_its_gauge(kind: str) -> None:
    told = _made_by(kind, "healthy")
    assert f"a network, the {kind}" in told.lower()
    assert told.endswith("Its gauge: healthy.")


def test_the_default_needs_neither_network_nor_labels() -> None:
    told = _made_by("songs", None)
    assert "network" not in told
    assert told.endswith("This needs no labels.")
