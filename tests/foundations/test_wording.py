"""Numbers as people say them."""

from __future__ import annotations

import pytest

from coincide.drawing.markup import element
from coincide.wording import (
    band,
    bands_column,
    by_number,
    clock,
    count,
    duration,
    estimate,
    frequency,
    listing,
    owners,
    percent,
    plain_name,
    sample_rate,
    score_or_more,
    some,
    sureness,
)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 s"),
        (0.0042, "4.2 ms"),
        (0.042, "42 ms"),
        (0.9996, "1.0 s"),
        (59.96, "1 min"),
        (250, "4 min 10 s"),
        (3599.7, "1 h"),
        (11040, "3 h 4 min"),
        (float("nan"), "unknown"),
    ],
)
def test_a_duration_has_at_most_two_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_names_come_in_the_order_of_their_numbers() -> None:
    names = ["site 10", "category 10", "site 2", "site", "category 010", "category 9", "A", "site 2b", "10", "9"]
    ordered = ["9", "10", "A", "category 9", "category 010", "category 10", "site", "site 2", "site 2b", "site 10"]
    assert sorted(names, key=by_number) == ordered


def test_one_has_and_many_have() -> None:
    assert [owners(n, "call") for n in (0, 1, 1204)] == ["0 calls have", "1 call has", "1,204 calls have"]


@pytest.mark.parametrize(("seconds", "words"), [(7.25, "0:07.25"), (59.999, "1:00.00"), (7203.4, "2:00:03.40")])
def test_a_place_in_a_recording_reads_like_a_clock(seconds: float, words: str) -> None:
    assert clock(seconds) == words


@pytest.mark.parametrize(
    ("hz", "words"),
    [
        (0, "0 Hz"),
        (0.25, "0.25 Hz"),
        (8.54, "8.5 Hz"),
        (85, "85 Hz"),
        (999.7, "1 kHz"),
        (2440, "2.4 kHz"),
        (48000, "48 kHz"),
    ],
)
def test_a_frequency_takes_the_unit_that_fits(hz: float, words: str) -> None:
    assert frequency(hz) == words


def test_a_band_names_a_shared_unit_once() -> None:
    assert (band(2400, 9800), band(20, 80), band(800, 1500)) == ("2.4–9.8 kHz", "20–80 Hz", "800 Hz–1.5 kHz")
    assert (band(1010, 1040), band(11.2, 11.4), band(0.2, 9.3)) == ("1.01–1.04 kHz", "11.2–11.4 Hz", "0.2–9.3 Hz")


def test_a_column_of_bands_is_in_hz_only_if_all_lie_below_a_kilohertz() -> None:
    assert bands_column([(10.4, 37), (2.6, 980)]) == ("Hz", ["10–37", "2.6–980"])
    assert bands_column([(10.4, 370), (800, 2440)]) == ("kHz", ["0.01–0.37", "0.80–2.4"])
    assert bands_column([]) == ("kHz", [])


@pytest.mark.parametrize(("hz", "words"), [(100, "100 Hz"), (22_050, "22.05 kHz"), (384_000, "384 kHz")])
def test_a_sample_rate_keeps_its_digits(hz: int, words: str) -> None:
    assert sample_rate(hz) == words


@pytest.mark.parametrize(("share", "words"), [(0.87, "87%"), (0.999, "over 99%"), (0.001, "under 1%"), (1, "100%")])
def test_a_percentage_is_never_complete_unless_it_is(share: float, words: str) -> None:
    assert percent(share) == words


@pytest.mark.parametrize(("share", "words"), [(0.872, "About 87%"), (0.999, "Over 99%"), (0.001, "Under 1%")])
def test_an_estimate_begins_a_sentence(share: float, words: str) -> None:
    assert estimate(share) == words


def test_one_is_singular() -> None:
    assert (count(1, "call"), count(1204, "call")) == ("1 call", "1,204 calls")


def test_certainty_in_words_grows_with_certainty() -> None:
    assert [sureness(c) for c in (0.2, 0.5, 0.75, 0.9)] == ["unsure", "not very sure", "fairly sure", "very sure"]


@pytest.mark.parametrize(("low", "high"), [(0.8951, 0.9049), (0.7451, 0.7549)])
def test_certainties_that_read_the_same_have_the_same_words(low: float, high: float) -> None:
    assert (percent(low), sureness(low)) == (percent(high), sureness(high))


def test_a_list_ends_with_and() -> None:
    assert (listing(["a"]), listing(["a", "b", "c"])) == ("a", "a, b and c")


def test_text_and_attributes_are_escaped() -> None:
    built = element("b", {"title": '"><i>'}, "<script>&")
    assert built.text == '<b title="&quot;&gt;&lt;i&gt;">&lt;script&gt;&amp;</b>'


def test_many_names_are_told_in_few_words() -> None:
    assert some(["a", "b"]) == "a, b"
    assert some([*"abcdefghijkl"]) == "a, b, c, d, e, f, g, h, i, j and 2 more"
    assert some(["x" * 1000]) == f"{'x' * 80}…"


@pytest.mark.parametrize(
    ("score", "said"),
    [(0.0, "0.00"), (0.29, "0.29"), (0.878, "0.87"), (0.99931, "0.99931"), (0.999941349, "0.999941"), (1.0, "1.00")],
)
def test_a_score_to_reach_is_never_rounded_up(score: float, said: str) -> None:
    assert score_or_more(score) == said


@pytest.mark.parametrize(
    "text", ["fr\u00fch", "fru\u0308h", " fr\u00fch\u200b", "\ufefffr\u00fch", "\u202efr\u00fch\u202c"]
)
def test_names_that_look_alike_are_alike(text: str) -> None:
    assert plain_name(text) == "fr\u00fch"


def test_letters_are_composed_after_what_cannot_be_seen_is_gone() -> None:
    assert plain_name("fru\u200b\u0308h") == "fr\u00fch"


@pytest.mark.parametrize("text", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\U0001f469\u200d\U0001f52c"])
def test_joiners_stay_in_names(text: str) -> None:
    assert plain_name(text) == text
