"""What a sound file is: rate, channels, length, and whether all of it is there.

Only headers are read, the ends of Ogg and MP3 files, and all frames of MP3 files whose first frame does not tell their
length. Cut FLAC files show while decoding, see `blocks`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from coincide.errors import RecordingError
from coincide.recordings.decoding.containers import bits_per_sample, data_extent, lacks_ogg_end
from coincide.recordings.decoding.mpeg import count_mp3_samples, lacks_mp3_end
from coincide.recordings.decoding.opening import open_sound
from coincide.recordings.faults import blamed_on, shown
from coincide.recordings.places import Place

_BYTES_PER_SAMPLE = {
    "PCM_S8": 1,
    "PCM_U8": 1,
    "PCM_16": 2,
    "PCM_24": 3,
    "PCM_32": 4,
    "FLOAT": 4,
    "DOUBLE": 8,
    "ULAW": 1,
    "ALAW": 1,
}
_LEAST_BITS = 8
_SPARE_SAMPLES = 8 * 1152
"""Samples that MP3 decoders may add or leave out at the ends, with some to spare."""
_TOO_LONG = 1.05
"""Where a length is a guess, tags behind the sound make it a little too long."""
_ENDS = {
    "OGG": (lacks_ogg_end, "the last page of its Ogg stream is missing"),
    "MP3": (lacks_mp3_end, "the last frame of its MP3 stream is incomplete"),
}
"""How a cut file of a container shows, and what to say about it."""
_USE_IT = "use what is there: `coincide learn FOLDER --recordings-truncated use`."


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """The facts in a sound file's header.

    Attributes
    ----------
    n_samples : samples per channel.
    container, subtype : libsndfile's names, for example ``WAV`` and ``PCM_16``.
    n_samples_unread : samples per channel that follow the end that the header gives, and are not read.
    """

    sample_rate_hz: int
    n_channels: int
    n_samples: int
    container: str
    subtype: str
    n_samples_unread: int = 0

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n_samples / self.sample_rate_hz


def probe(path: Place, *, accept_truncated: bool = False) -> AudioInfo:
    """Read the header of a sound file and check that its bytes are there.

    Parameters
    ----------
    path : the file.
    accept_truncated : True accepts a file that was cut off, and uses what is left.

    Returns
    -------
    The facts; `n_samples` counts the samples that are present.

    Raises
    ------
    RecordingError : kind ``unreadable``, ``empty``, ``corrupt`` (not decodable, a rate outside 1 Hz to 1 MHz,
        fewer than 8 bits a sample, or an MP3 file whose beginning tells less than it holds) or ``truncated`` (fewer
        bytes than the header promises, Ogg and MP3 files without an end).
    """
    with blamed_on(path):
        with open_sound(path) as sound:
            info = AudioInfo(sound.sample_rate_hz, sound.n_channels, sound.n_samples, sound.container, sound.subtype)
        _check_bits(path, info)
        info = _with_extent(path, info, accept_truncated=accept_truncated)
    if info.n_samples == 0:
        raise RecordingError(
            f"`{shown(path)}` holds a header and no samples. Delete it, or copy it again from the recorder.",
            kind="empty",
        )
    return info


def reads_anywhere(path: Place) -> bool:
    """Say whether decoding from the middle of a sound file gives the same samples as from the start; lossless files do.

    Parameters
    ----------
    path : any file; one that cannot be read gives False.
    """
    try:
        return probe(path).subtype in _BYTES_PER_SAMPLE  # those of FLAC have the same names
    except RecordingError:
        return False


def _check_bits(path: Place, info: AudioInfo) -> None:
    """Refuse fewer than 8 bits, which no recorder writes and libsndfile reads as 8: that would be noise."""
    bits = bits_per_sample(path) if info.subtype == "PCM_U8" else None
    if bits is not None and 0 < bits < _LEAST_BITS:
        raise RecordingError(
            f"`{shown(path)}` has a damaged header: it says {bits} bits a sample, and at least {_LEAST_BITS} were "
            "expected. Copy it again from the recorder.",
            kind="corrupt",
        )


def _with_extent(path: Place, info: AudioInfo, *, accept_truncated: bool) -> AudioInfo:
    """Compare the samples that are there with those of the header, and note how many there are, and how many beyond."""
    promised, n_unread = _promised_samples(path, info)
    is_taken = accept_truncated and info.n_samples > 0
    if promised > info.n_samples and not is_taken:
        raise RecordingError(
            f"`{shown(path)}` is cut off: its header promises {_length(promised, info, promised)}, "
            f"the file holds {_length(info.n_samples, info, promised)}. "
            f"Copy it again from the recorder, or {_USE_IT}",
            kind="truncated",
        )
    lacks_end, reason = _ENDS.get(info.container, (None, ""))
    if lacks_end is not None and not is_taken and lacks_end(path):
        raise RecordingError(
            f"`{shown(path)}` is cut off: {reason}. Copy it again from the recorder, or {_USE_IT}",
            kind="truncated",
        )
    n_samples = _n_in_frames(path, info, is_taken=is_taken) if info.container == "MP3" else info.n_samples
    return replace(info, n_samples=n_samples, n_samples_unread=n_unread)


def _n_in_frames(path: Place, info: AudioInfo, *, is_taken: bool) -> int:
    """Compare the length of an MP3 file by its first frame, given or guessed, with that of all its frames."""
    counted = count_mp3_samples(path)
    if counted is None:
        return info.n_samples
    told, found = (f"{n / info.sample_rate_hz:.2f} s" for n in (info.n_samples, counted))
    if counted > info.n_samples + _SPARE_SAMPLES:
        raise RecordingError(
            f"`{shown(path)}` holds {found} of sound, but its beginning says {told}, so the rest would not be read. "
            "Write it again, for example with `ffmpeg -i old.mp3 new.wav`.",
            kind="corrupt",
        )
    is_longer = info.n_samples > _TOO_LONG * counted + _SPARE_SAMPLES
    if is_longer and not is_taken:
        raise RecordingError(
            f"`{shown(path)}` holds {found} of sound, but its beginning says {told}. Copy it again from the recorder; "
            f"if it is whole, write it again, for example with `ffmpeg -i old.mp3 new.wav`, or {_USE_IT}",
            kind="truncated",
        )
    return counted if is_longer else info.n_samples


def _length(n_samples: int, info: AudioInfo, promised: int) -> str:
    """Return a length in seconds, or in samples if both lengths would look the same in seconds."""
    look_alike = promised - info.n_samples < info.sample_rate_hz / 50
    return f"{n_samples:,} samples" if look_alike else f"{n_samples / info.sample_rate_hz:.2f} s"


def _promised_samples(path: Place, info: AudioInfo) -> tuple[int, int]:
    """Return how many samples the header promises, and how many follow these; 0 where nothing says so."""
    extent = data_extent(path)
    if extent is None:
        return 0, 0
    n_bytes, promised_bytes = _BYTES_PER_SAMPLE.get(info.subtype), extent.promised_bytes or 0
    if n_bytes is None:
        # Compressed in blocks of equal length, such as ADPCM: libsndfile counts the samples of the bytes there are.
        n_present = min(extent.present_bytes, promised_bytes)
        return info.n_samples * promised_bytes // max(1, n_present), 0
    n_frame_bytes = n_bytes * info.n_channels
    return promised_bytes // n_frame_bytes, extent.unread_bytes // n_frame_bytes
