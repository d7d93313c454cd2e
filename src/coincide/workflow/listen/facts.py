"""What the header and the name of one file say: rate, length, when and where it was made, and by which device."""

from __future__ import annotations

from coincide.recordings import Place, parse_timezone, probe, recorder_facts
from coincide.recordings.settings import RecordingSettings
from coincide.records import Problem, Recording

CLOCK = "clock"


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
    The recording without its hash, and the remark that header and name disagree about the time, if they do.

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
    return recording, None if facts.contradiction is None else Problem(path, CLOCK, facts.contradiction, False)
