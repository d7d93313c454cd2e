"""Has it collapsed?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from coincide.embed import Encoder, FittedEncoder, Gauge, embed
from coincide.embed.gauging import N_GAUGED, measure_gauge

from .conftest import Calls


def _measure(encoder: Encoder, patches: np.ndarray) -> Gauge:
    return measure_gauge(lambda copies: embed(encoder.eval(), copies), patches, seed=1)


def _constant_encoder(value: float = 1.0) -> Encoder:
    encoder = Encoder()
    with torch.no_grad():
        encoder.head.weight.zero_()
        encoder.head.bias.fill_(value)
    return encoder


def test_an_encoder_that_has_learned_is_healthy(fitted: FittedEncoder) -> None:
    assert not fitted.gauge.is_collapsed
    assert fitted.gauge.in_words().startswith("healthy: a changed copy of a call is nearer to its original than 9")


def test_a_constant_encoder_is_collapsed(calls: Calls) -> None:
    gauge = _measure(_constant_encoder(), calls.patches)
    assert (gauge.is_collapsed, gauge.effective_dimensions, gauge.view_rank) == (True, 1.0, 0.0)


def test_an_encoder_that_diverged_is_collapsed(calls: Calls) -> None:
    assert _measure(_constant_encoder(float("nan")), calls.patches).is_collapsed


def test_the_words_for_healthy() -> None:
    assert Gauge(effective_dimensions=11.6, view_rank=0.953, n_events=256).in_words() == (
        "healthy: a changed copy of a call is nearer to its original than 95% of other calls; "
        "the embedding fills 12 dimensions"
    )


def test_it_is_not_healthy_where_the_plain_way_tells_copies_as_well() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.9, n_events=256, plain_rank=0.91)
    assert not gauge.is_healthy
    assert gauge.in_words() == (
        "not better than log-mel + PCA: a changed copy of a call is nearer to its original than 90% of other calls "
        "(log-mel + PCA: 91%); the embedding fills 12 dimensions. Compare calls by `coincide learn --embedding "
        "logmel`, or learn from more recordings"
    )


def test_log_mel_alone_is_not_called_collapsed_or_healthy() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.65, n_events=256, plain_rank=0.65, is_plain=True)
    assert (gauge.is_collapsed, gauge.is_healthy) == (False, False)
    assert gauge.in_words() == (
        "plain, log-mel + PCA without anything learned: a changed copy of a call is nearer to its original than 65% of "
        "other calls; the embedding fills 12 dimensions"
    )


def test_log_mel_of_calls_that_are_all_the_same_is_collapsed() -> None:
    assert Gauge(effective_dimensions=1.0, view_rank=0.65, n_events=256, is_plain=True).is_collapsed


def test_few_calls_do_not_hide_that_the_plain_way_is_ahead() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.8, n_events=40, plain_rank=0.9)
    assert "`coincide learn --embedding logmel`" in gauge.in_words()


def test_it_is_doubtful_where_copies_are_told_worse_than_is_usual() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.8, n_events=256, plain_rank=0.7)
    assert not gauge.is_healthy
    assert gauge.in_words().startswith(
        "doubtful: a changed copy of a call is nearer to its original than 80% of other calls (log"
    )
    assert gauge.in_words().endswith("or too little was learned: listen to some calls of each category")


@pytest.mark.parametrize("figures", [(8.0, 0.57, 0.54), (4.0, 0.71, 0.55)])
def test_calls_that_are_alike_for_both_ways_may_be_of_one_kind(figures: tuple[float, float, float]) -> None:
    dimensions, rank, plain_rank = figures
    gauge = Gauge(dimensions, rank, n_events=256, plain_rank=plain_rank)
    assert (gauge.is_collapsed, gauge.is_healthy) == (False, False)
    assert f"(log-mel + PCA: {plain_rank:.0%}), but two kinds of call would give 75%" in gauge.in_words()
    assert "There may be only one kind" in gauge.in_words()


def test_log_mel_alone_can_say_that_there_may_be_one_kind() -> None:
    gauge = Gauge(8.0, 0.54, n_events=256, plain_rank=0.54, is_plain=True)
    assert "There may be only one kind" in gauge.in_words()


@pytest.mark.parametrize("figures", [(0.57, 0.65, 256), (0.8, 0.55, 256), (0.8, 0.54, 40), (0.57, None, 256)])
def test_one_kind_is_not_said_otherwise(figures: tuple[float, float | None, int]) -> None:
    """Neither where one of the two ways distinguishes calls, many or few, nor where only one was measured."""
    rank, plain_rank, n_events = figures
    assert "one kind" not in Gauge(8.0, rank, n_events, plain_rank).in_words()


def test_two_points_for_two_kinds_are_not_collapsed() -> None:
    gauge = Gauge(1.3, 0.78, n_events=256, plain_rank=0.65)
    assert not gauge.is_collapsed
    assert "there are few kinds of call" in gauge.in_words()


def test_a_single_point_is_not_taken_for_one_kind() -> None:
    assert Gauge(1.2, 0.6, n_events=256, plain_rank=0.55).is_collapsed


def test_it_is_doubtful_where_categories_do_not_come_again() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.98, n_events=144, plain_rank=0.71, agreement=0.69)
    assert not gauge.is_healthy
    assert gauge.in_words() == (
        "doubtful: a changed copy of a call is nearer to its original than 98% of other calls (log-mel + PCA: 71%), "
        "and the embedding fills 12 dimensions, but the categories change when a fifth of the calls is left out. The "
        "calls may not form groups: listen to some calls of each category"
    )


def test_it_is_healthy_where_categories_come_again() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.98, n_events=144, plain_rank=0.71, agreement=0.79)
    assert gauge.is_healthy
    assert gauge.in_words().startswith("healthy: ")


def test_it_is_doubtful_where_much_sound_is_in_no_event() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.98, n_events=256, plain_rank=0.71, misses_sound=True)
    assert not gauge.is_healthy
    assert gauge.in_words().startswith("doubtful: ")
    assert gauge.in_words().endswith("but these are the calls that were found, and many may be missing")


def test_few_calls_are_never_called_healthy() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.99, n_events=40, plain_rank=0.7)
    assert not gauge.is_healthy
    assert "40 calls prove little" in gauge.in_words()


def test_few_calls_prove_little_by_log_mel_as_well() -> None:
    gauge = Gauge(effective_dimensions=4.0, view_rank=0.52, n_events=30, plain_rank=0.52, is_plain=True)
    assert gauge.in_words().endswith("dimensions. But 30 calls prove little; learn from 100 or more")


@pytest.mark.parametrize("figures", [(1.2, 0.74), (11.6, 0.5)])
def test_the_words_for_collapsed(figures: tuple[float, float]) -> None:
    words = Gauge(effective_dimensions=figures[0], view_rank=figures[1], n_events=256).in_words()
    assert words.startswith("collapsed: nearly all calls look the same to it (")
    assert words.endswith("; the categories mean nothing")


def test_few_calls_that_are_all_alike_may_be_of_one_kind() -> None:
    gauge = Gauge(effective_dimensions=3.0, view_rank=0.66, n_events=60, plain_rank=0.55)
    assert gauge.in_words().endswith(
        "the categories mean nothing. There may be only one kind of call, but 60 calls prove little; learn from 100 or "
        "more"
    )


def test_enough_calls_that_are_all_alike_are_not_called_few() -> None:
    gauge = Gauge(effective_dimensions=1.0, view_rank=0.66, n_events=256, plain_rank=0.55)
    assert gauge.in_words().endswith("the categories mean nothing. There may be only one kind of call")


def test_a_collapsed_embedding_says_that_the_plain_way_is_better() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.5, n_events=256, plain_rank=0.65)
    assert gauge.in_words().endswith(
        "mean nothing. `coincide learn --embedding logmel` uses log-mel + PCA, which is better"
    )


def test_calls_that_are_one_category_are_not_called_parts_of_a_kind() -> None:
    for n_events in (60, 256):
        words = Gauge(8.0, 0.57, n_events=n_events, plain_rank=0.54, is_undivided=True).in_words()
        assert "There may be only one kind" in words
        assert "categories" not in words


def test_log_mel_that_guesses_as_well_is_not_offered() -> None:
    words = Gauge(8.0, 0.42, n_events=14, plain_rank=0.44, is_undivided=True).in_words()
    assert words.startswith("collapsed: nearly all calls look the same to it (")
    assert "; they are one category. There may be only one kind of call, but 14 calls prove little" in words


def test_log_mel_that_has_collapsed_is_not_offered_itself() -> None:
    gauge = Gauge(effective_dimensions=1.0, view_rank=0.65, n_events=256, plain_rank=0.65, is_plain=True)
    assert "--embedding" not in gauge.in_words()


def test_one_dimension_is_singular() -> None:
    assert Gauge(1.4, 0.79, n_events=63).in_words().endswith("the embedding fills 1 dimension)")


def test_few_events_are_all_gauged(calls: Calls) -> None:
    assert _measure(Encoder(), calls.patches[:7]).n_events == 7


def test_of_many_events_some_are_gauged(calls: Calls) -> None:
    assert _measure(Encoder(), np.tile(calls.patches, (3, 1, 1))).n_events == N_GAUGED


def test_one_event_can_be_gauged(calls: Calls) -> None:
    assert _measure(Encoder(), calls.patches[:1]).is_collapsed


def test_it_is_not_healthy_where_rooms_may_split_kinds() -> None:
    gauge = Gauge(effective_dimensions=11.6, view_rank=0.98, n_events=256, plain_rank=0.71, splits_kinds=True)
    assert not gauge.is_healthy
    assert gauge.in_words().startswith("doubtful: ")
    assert "Rooms or microphones may split kinds of call." in gauge.in_words()
