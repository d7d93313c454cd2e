"""Live graphs that learned nothing, for tests of what is written down."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from coincide.embed import Centers
from coincide.events import EventSettings, PatchGeometry, usual_hearing
from coincide.features import FeatureSettings
from coincide.label import Classifier, Sureness
from coincide.recognize.live.graph import LiveGraph
from coincide.recognize.live.plan import plan_live
from coincide.recognize.live.voters import NeighborVote

RATE_HZ, DIM = 16_000, 8


def live_graph(typical_s: Sequence[float], encoder: nn.Module | None = None) -> LiveGraph:
    """Make a graph for calls of two lengths or more, a scale for each; the encoder gives `DIM` numbers."""
    plan = plan_live(
        usual_hearing(RATE_HZ, FeatureSettings()),
        settings=EventSettings(),
        geometries=[PatchGeometry(1.3 * each_s, 200.0, 7000.0, each_s) for each_s in typical_s],
        length_s=0.1,
        raw_dim=DIM,
    )
    torch.manual_seed(0)
    encoder = encoder or nn.Sequential(nn.Flatten(), nn.Linear(32 * 32, DIM))
    centers = Centers(np.zeros((1, DIM), dtype=np.float32), np.zeros(DIM, dtype=np.float32))
    dim = DIM + len(plan.geometries)
    votes = np.eye(dim, dtype=np.float32)
    classifier = Classifier(tuple("abcdefghij"), votes, votes, np.ones(len(votes), np.float32), 1.0, Sureness())
    return LiveGraph(plan, encoder, centers, NeighborVote(classifier)).eval()
