"""Rooms split kinds of call where recordings are short, and what they add is taken away."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from workflow_examples import quick

from coincide.records import UNSURE
from coincide.workflow.evaluate.evaluate import evaluate
from coincide.workflow.info.info import info
from coincide.workflow.learn.learn import learn
from coincide.workflow.learn.model.rooms import Rooms, find_rooms

pytestmark = pytest.mark.slow

RATE_HZ = 16_000
_SWEEPS = ((900, 0), (1200, 9000), (4000, -9000), (2500, 0))
"""First frequency of each kind, in Hz, and how it rises, in Hz/s."""


@pytest.mark.parametrize("is_room", [True, False])
def test_kinds_are_split_by_two_rooms_but_not_by_two_habitats(is_room: bool) -> None:
    rng = np.random.default_rng(5)
    recordings, kinds = np.repeat(np.arange(40), 6), rng.integers(6, size=240)
    places = recordings % 2
    middles, moves = rng.standard_normal((12, 30)), 0.6 * rng.standard_normal((2, 30))
    heard = middles[kinds] + moves[places] if is_room else middles[kinds + 6 * places]
    rows = heard + 0.2 * rng.standard_normal(heard.shape)
    embeddings = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    categories = np.where(rng.random(240) < 0.1, UNSURE, kinds + 6 * places)
    rooms = find_rooms(categories, recordings, embeddings, seed=1)
    assert (rooms is not None) is is_room
    if rooms is not None:
        assert len(set(zip(rooms.groups.tolist(), places.tolist(), strict=True))) == 2


def test_one_recording_in_a_room_of_its_own_is_said_to_be_one() -> None:
    rng = np.random.default_rng(5)
    recordings, kinds = np.repeat(np.arange(5), 40), rng.integers(4, size=200)
    is_apart = recordings == 2
    middles, move = rng.standard_normal((4, 30)), 0.6 * rng.standard_normal(30)
    rows = middles[kinds] + np.outer(is_apart, move) + 0.2 * rng.standard_normal((200, 30))
    embeddings = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    rooms = find_rooms(kinds + 4 * is_apart, recordings, embeddings, seed=1)
    assert rooms is not None
    assert "two groups of recordings (1 and 4) that seem" in rooms.in_words(8, 4)


def test_recordings_of_one_source_in_two_groups_are_two_sources() -> None:
    rooms = Rooms(np.array([0, 1, 0, 1, 2]), 0.7, (1, 2))
    assert rooms.sources(np.array([0, 0, 0, 3, 3])).tolist() == [0, 1, 0, 2, 3]


def _call(kind: int, rng: np.random.Generator) -> np.ndarray:
    times_s = np.arange(round(rng.uniform(0.10, 0.16) * RATE_HZ)) / RATE_HZ
    first_hz, rise = _SWEEPS[kind]
    turns = first_hz * rng.uniform(0.94, 1.06) * times_s + rise * times_s**2 / 2
    tone = sum(np.sin(2 * np.pi * harmonic * turns) * rng.uniform(0.3, 1) / harmonic for harmonic in (1, 2))
    return tone * np.hanning(len(times_s)) ** 0.3 * rng.uniform(0.5, 1)


def _write(folder: Path) -> Path:
    """Write twenty recordings of eight calls, every second one in some room with echoes; returns the truth."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    truth = folder.with_suffix(".csv")
    with truth.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["recording", "start_s", "end_s", "label"])
        for number in range(20):
            sound = np.zeros(round(5.3 * RATE_HZ))
            for place in range(8):
                kind, start_s = int(rng.integers(4)), 0.2 + 0.6 * place
                call = _call(kind, rng)
                sound[round(start_s * RATE_HZ) :][: len(call)] += call
                table.writerow([f"{number:02d}.wav", start_s, start_s + len(call) / RATE_HZ, f"kind {kind}"])
            if number % 2:
                tail = rng.uniform(0.02, 0.1) * rng.standard_normal(4000) * 10 ** (-1.5 * np.arange(4000) / 4000)
                sound = np.convolve(sound, np.concatenate([[1.0], tail]))[: len(sound)]
            sound += 0.003 * rng.standard_normal(len(sound))
            soundfile.write(folder / f"{number:02d}.wav", 0.3 * sound / np.abs(sound).max(), RATE_HZ)
    return truth


def _learn(folder: Path, catalog: Path, **embed: str) -> str:
    learn(folder, catalog=catalog, settings=quick(embed={"steps": 60, **embed}))
    return str(info(catalog).model_facts["way"])


def test_what_rooms_add_to_short_recordings_is_taken_away(tmp_path: Path) -> None:
    truth = _write(tmp_path / "sounds")
    words = _learn(tmp_path / "sounds", tmp_path / "catalog")
    assert re.search(r"How groups differ was taken away, and [5-9] categories became 4\.", words)
    assert evaluate(tmp_path / "catalog", truth, min_iou=0.25).methods[0].nmi > 0.98


def test_what_rooms_add_stays_where_that_is_asked_for(tmp_path: Path) -> None:
    _write(tmp_path / "sounds")
    assert "was taken away" not in _learn(tmp_path / "sounds", tmp_path / "catalog", centering="recording")
