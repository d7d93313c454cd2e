"""Where candidate rules would draw the edges of the events in a stretch of sound, beside where they are undrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coincide.events.edges.rule import DrawnRules, EdgeRule, draw_edges, edge_rules
from coincide.events.hearing.choice import hearing_of_net
from coincide.events.hearing.ranges import choose_hearing
from coincide.events.listening import hear, segment_heard
from coincide.features import Spectrograph

if TYPE_CHECKING:
    from coincide.events.settings import EventSettings
    from coincide.events.taught.frame_net import FrameNet
    from coincide.features import FeatureSettings


@dataclass(frozen=True, slots=True)
class EdgeTrials:
    """Edges of the events in a stretch, in seconds from its first sample.

    Attributes
    ----------
    edges_s : (1 + rules, events, 2) onsets and offsets: where they lie undrawn, and by each rule.
    hop_s : of the frames on which they were found.
    """

    edges_s: NDArray[np.float64]
    hop_s: float


def try_rules(
    sound: NDArray[np.float32],
    sample_rate_hz: int,
    rules: Sequence[EdgeRule],
    *,
    head: NDArray[np.float32],
    features: FeatureSettings,
    settings: EventSettings,
    net: FrameNet | None = None,
) -> EdgeTrials:
    """Find events as `coincide.events.detect` does, and draw their edges by each of some rules.

    Parameters
    ----------
    sound : array (time,), a stretch of a recording of up to some minutes.
    head : array (time,), the beginning of the recording, by which it is decided how it is heard.
    """
    hearing = choose_hearing(head, sample_rate_hz, features=features, settings=settings)
    hearing = hearing_of_net(hearing, net, features)
    graph = Spectrograph(hearing.grid)
    levels = np.concatenate([np.zeros((0, graph.grid.n_bands), dtype=np.float32), *graph.stream([sound])])
    hop_s = graph.grid.hop_s
    if len(levels) == 0 or not np.isfinite(levels).all():
        return EdgeTrials(np.zeros((1 + len(rules), 0, 2)), hop_s)
    heard = hear(levels, hearing, settings=settings)
    probability = net.probabilities(heard.excess) if net is not None and net.fits(graph.grid) else None
    segments = segment_heard(heard, hearing, settings=settings, probability=probability)
    spans = segments.spans

    undrawn = edge_rules(None, settings, is_narrow=hearing.is_narrow, is_fixed=hearing.is_fixed)
    tried = [undrawn, *(DrawnRules(rule, rule) for rule in rules)]
    length = segments.length_frames
    edges = np.stack([draw_edges(heard.level, spans, each, length_frames=length, hop_s=hop_s) for each in tried])
    return EdgeTrials(np.maximum(edges, 0.0) * hop_s, hop_s)
