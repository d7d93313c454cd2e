"""The labels-against-accuracy picture of the documentation, as a file of its own."""

from __future__ import annotations

from pathlib import Path

from benchmarks.labels.efficiency import CEPSTRA, EMBEDDING, NETWORK, OURS, PCA, Curves
from coincide.drawing.curve import CurveLine, curve_svg

PICTURE = "labels_curve.svg"
NAMES = {
    OURS: "coincide",
    EMBEDDING: "random labels, our embedding",
    NETWORK: "random labels, network from scratch",
    CEPSTRA: "random labels, cepstra",
    PCA: "random labels, log-mel + PCA",
}


def write_picture(path: Path, curves: Curves) -> None:
    """Draw the curve of our strategy and of the baselines."""
    lines = [
        CurveLine(
            name=words,
            budgets=curves[name].budgets.tolist(),
            means=curves[name].means.tolist(),
            deviations=curves[name].deviations.tolist(),
            is_ours=name == OURS,
        )
        for name, words in NAMES.items()
    ]
    path.write_text(curve_svg(lines, is_alone=True).text + "\n", encoding="utf-8")
