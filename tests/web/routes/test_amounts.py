"""How much one request may ask for, after decoding and slowing down."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from starlette.testclient import TestClient

from coincide.app.browse import Browse
from coincide.app.event_media import MAX_PLAYED_SAMPLES, Originals
from coincide.app.recording_media import Scales, TileView, recording_tile
from coincide.errors import InputError


def packed(*, rate_hz: int, n_samples: int, n_channels: int, kind: str = "FLAC") -> bytes:
    """Silence, which packs to next to nothing."""
    file = io.BytesIO()
    soundfile.write(file, np.zeros((n_samples, n_channels), dtype=np.int16), rate_hz, format=kind)
    return file.getvalue()


def test_a_stretch_that_is_slowed_down_to_hours_is_refused(reader: TestClient) -> None:
    answer = reader.get("/api/recordings/1/sound.wav?expand=1000")
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "15.0 s played 1000 times slower are too long for one sound: at most 1.2 s can be sent. Ask for a shorter "
        "part, or for less expansion.",
    )


def test_what_the_message_allows_is_sent(reader: TestClient) -> None:
    answer = reader.get("/api/recordings/1/sound.wav?to_s=1.25&expand=1000")
    assert (answer.status_code, len(answer.content) // 2 // 10_000) == (200, MAX_PLAYED_SAMPLES // 10_000)


def test_drawing_that_takes_too_long_is_given_up(learned: Path) -> None:
    with Browse(learned) as browse:
        originals = Originals(lambda path: browse.store.files.all().get(path))
        view = TileView(0.0, 9.0, 0.0, 8000.0, 64, 64)
        with pytest.raises(InputError, match=r"took longer than 0 s. Ask for a shorter stretch, or for fewer pixels"):
            recording_tile(
                browse.recording(1), view, channel=None, originals=originals, scales=Scales(), patience_s=0.0
            )


@pytest.mark.parametrize("path", ["/api/search/sound", "/api/kept"])
def test_a_small_file_that_decodes_to_very_much_is_refused(reader: TestClient, path: str) -> None:
    kind = "RF64" if path == "/api/kept" else "FLAC"
    sound = packed(rate_hz=655_350, n_samples=24_100_000, n_channels=1, kind=kind)
    answer = reader.post(path, content=sound)
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "At 655350 Hz in 1 channel, a sound may last 36.6 s at most, got 36.8 s. Send a shorter piece, or fewer "
        "channels.",
    )
