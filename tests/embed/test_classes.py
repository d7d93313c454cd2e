"""What a person has said about some events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from coincide.embed import EmbedSettings, embed
from coincide.embed.classes import UNKNOWN, Classes
from coincide.embed.pairs import Batch, PairSampler

from .conftest import Calls

pytestmark = pytest.mark.slow

ROWS = np.arange(60)
TWO_SOURCES = np.repeat([0, 1], 30)
HALF_KNOWN = np.where(ROWS % 2 == 0, ROWS // 2 % 3, UNKNOWN)
"""Every second event has one of three classes, in both sources."""


def _draw(classes: np.ndarray, seed: int = 1, **chosen: Any) -> Batch:
    sampler = PairSampler(
        sources=TWO_SOURCES,
        neighbors=np.full(60, -1),
        settings=EmbedSettings.model_validate({"batch_events": 16, **chosen}),
        classes=classes,
    )
    return sampler.draw(np.random.default_rng(seed), None)


def _mates(classes: np.ndarray, sources: np.ndarray, seed: int = 1) -> np.ndarray:
    return Classes(classes, sources).draw_mates(np.arange(len(classes)), np.random.default_rng(seed))


@examples(30)
@given(seed=st.integers(0, 9999), n_classes=st.integers(1, 8), n=st.integers(1, 50))
def test_mates_are_of_the_same_class(seed: int, n_classes: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    classes = rng.integers(-1, n_classes, n)
    mates = _mates(classes, rng.integers(0, 3, n), seed)
    np.testing.assert_array_equal(mates == UNKNOWN, classes == UNKNOWN)
    np.testing.assert_array_equal(classes[mates[mates >= 0]], classes[classes >= 0])


def test_mates_are_mostly_of_another_source() -> None:
    mates = _mates(np.zeros(60, dtype=np.int64), TWO_SOURCES)
    assert (TWO_SOURCES[mates] != TWO_SOURCES).mean() > 0.8


def test_the_only_member_of_a_class_is_its_own_mate() -> None:
    np.testing.assert_array_equal(_mates(np.arange(60), TWO_SOURCES), ROWS)


@pytest.mark.parametrize("seed", range(5))
def test_events_of_one_class_are_no_negatives_and_of_two_classes_are(seed: int) -> None:
    batch = _draw(HALF_KNOWN, seed)
    numbers = HALF_KNOWN[batch.rows]
    is_known = (numbers[:, None] >= 0) & (numbers[None, :] >= 0)
    differs = numbers[:, None] != numbers[None, :]
    np.testing.assert_array_equal(batch.is_negative[is_known], differs[is_known])


def test_other_pairs_are_left_as_they_were() -> None:
    nobody, somebody = (_draw(classes, mined_share=0.0) for classes in (np.full(60, UNKNOWN), HALF_KNOWN))
    numbers = HALF_KNOWN[nobody.rows]
    is_unknown = (numbers[:, None] < 0) | (numbers[None, :] < 0)
    np.testing.assert_array_equal(somebody.is_negative[is_unknown], nobody.is_negative[is_unknown])


def test_positives_are_mostly_mates() -> None:
    batch = _draw(np.zeros(60, dtype=np.int64), mined_share=1.0)
    sources = TWO_SOURCES[batch.rows]
    assert (sources[:16] != sources[16:]).mean() > 0.7


def test_nothing_known_changes_nothing(learn: Any, calls: Calls) -> None:
    patches = calls.patches[::5]
    nobody = np.full(len(patches), UNKNOWN)
    one, other = (learn(patches, n_steps=8, batch_events=8, classes=classes) for classes in (None, nobody))
    np.testing.assert_array_equal(embed(one.encoder, patches), embed(other.encoder, patches))


def test_classes_that_a_person_joined_come_together(learn: Any, calls: Calls) -> None:
    joined = np.where(calls.kinds < 2, 0, calls.kinds)
    told, alone = (learn(calls.patches, classes=classes) for classes in (joined, None))
    similarities = [_similarity(embed(fitted.encoder, calls.patches), calls.kinds) for fitted in (told, alone)]
    assert similarities[0] > similarities[1] + 0.2


def _similarity(rows: np.ndarray, kinds: np.ndarray) -> float:
    """Mean cosine between the first two kinds."""
    return float((rows[kinds == 0] @ rows[kinds == 1].T).mean())
