"""What the header and the name of one file say: rate, length, when and where it was made, and by which device."""

from __future__ import annotations

from coincide.recordings import AudioInfo, Place, RecorderFacts, parse_timezone, probe, recorder_facts
from coincide.recordings.settings import RecordingSettings
from coincide.records import Problem, Recording

CLOCK = "clock"
EXPANDED = "expanded"
LENGTH = "length"
_MIN_UNREAD_S = 0.1
"""Less than this after the sound hardly holds a call."""


def read_facts(
    place: Place, name: str, *, settings: RecordingSettings, number: int = 0
) -> tuple[Recording, Problem | None]:
    """Read what there is to know about a recording before its sound is read.

    Parameters
    ----------
    name : of the recording, as people see it; may hold the time.
    settings : the zone of the recorders' clocks, and whether cut-off files are used.
    number : the id it gets.

    Returns
    -------
    The recording without its hash, and a remark: that the file holds more sound than its header says, that its sound is
    slowed down, or that header and name disagree about the time; None if nothing is so.

    Raises
    ------
    RecordingError : the file cannot be read or is damaged.
    SettingsError : the time zone of the settings is unknown.
    """
    info = probe(place, accept_truncated=settings.truncated == "use")
    timezone = None if settings.timezone is None else parse_timezone(settings.timezone)
    facts = recorder_facts(place, name, timezone=timezone)
    path = place.as_posix()
    recording = Recording(
        id=number,
        content_hash="",
        path=path,
        name=name,
        sample_rate_hz=info.sample_rate_hz,
        n_channels=info.n_channels,
        n_samples=info.n_samples,
        started_at=None if facts.start is None else facts.start.at,
        started_at_source=None if facts.start is None else facts.start.source,
        device=facts.device,
        latitude=facts.latitude,
        longitude=facts.longitude,
    )
    return recording, _remark(path, info, facts)


def _remark(path: str, info: AudioInfo, facts: RecorderFacts) -> Problem | None:
    unread_s = info.n_samples_unread / info.sample_rate_hz
    if unread_s >= _MIN_UNREAD_S:
        reason = (
            f"its header gives {info.duration_s:.2f} s, and {unread_s:.2f} s more seem to follow, which are not used. "
            "Write it again, for example with `ffmpeg -ignore_length 1 -i old.wav -rf64 auto new.wav`."
        )
        return Problem(path, LENGTH, reason, False)
    if facts.expansion > 1:
        return Problem(path, EXPANDED, _expanded_in_words(info, facts.expansion), False)
    return None if facts.contradiction is None else Problem(path, CLOCK, facts.contradiction, False)


def _expanded_in_words(info: AudioInfo, expansion: float) -> str:
    times, rate_hz = f"{expansion:g}", round(info.sample_rate_hz * expansion)
    return (
        f"its header (guano) says that its sound is {times} times slower than it was, so durations and recorded hours "
        f"are {times} times too long, and frequencies {times} times too low. Write it again at its true sample rate, "
        f"for example with `ffmpeg -i old.wav -af asetrate={rate_hz} new.wav`."
    )
