"""Stage 1: files become samples on a clock.

In: a folder. Out: sound files with their facts, blocks of float32 samples (channel, time), and the time
they began.

- `formats`: which files are sound, by name.
- `scan`: which sound files a folder holds.
- `faults`: whatever one file does is the problem of that file.
- `containers`: how much sound a header promises and the bytes hold.
- `opening`: opens files, even those the recorder never finished.
- `decoder`: an opened file, in this process.
- `plain`: which files are opened so.
- `distant`, `helper`: all others, in a process of its own.
- `audio`: rate, channels, length; refuses damaged files.
- `channels`: mixed, apart, or one.
- `blocks`: a recording as a stream of blocks.
- `spans`: excerpts.
- `quality`: not-a-number, silence, clipping.
- `content`: SHA-256 of a file; whether it changes while it is read.
- `timezones`: time zones as people write them.
- `names`: start times in file names.
- `headers`: start times and devices in GUANO and AudioMoth headers.
- `calls`: eight kinds of synthetic calls.
- `background`: noise, wind, clicks, hum.
- `synthetic`: test recordings with known truth.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.recordings.audio import AudioInfo as AudioInfo
    from coincide.recordings.audio import probe as probe
    from coincide.recordings.background import Background as Background
    from coincide.recordings.blocks import read_blocks as read_blocks
    from coincide.recordings.calls import CALL_NAMES as CALL_NAMES
    from coincide.recordings.calls import synthesize_call as synthesize_call
    from coincide.recordings.channels import ChannelChoice as ChannelChoice
    from coincide.recordings.channels import n_output_channels as n_output_channels
    from coincide.recordings.content import check_untouched as check_untouched
    from coincide.recordings.content import content_hash as content_hash
    from coincide.recordings.faults import blamed_on as blamed_on
    from coincide.recordings.formats import SOUND_SUFFIXES as SOUND_SUFFIXES
    from coincide.recordings.formats import is_sound_name as is_sound_name
    from coincide.recordings.headers import HeaderInfo as HeaderInfo
    from coincide.recordings.headers import recording_start as recording_start
    from coincide.recordings.headers import start_time_from_header as start_time_from_header
    from coincide.recordings.names import StartTime as StartTime
    from coincide.recordings.names import start_time_from_name as start_time_from_name
    from coincide.recordings.quality import QualityMeter as QualityMeter
    from coincide.recordings.scan import FoundFile as FoundFile
    from coincide.recordings.scan import ScanResult as ScanResult
    from coincide.recordings.scan import find_sound_files as find_sound_files
    from coincide.recordings.spans import SpanReader as SpanReader
    from coincide.recordings.spans import read_span as read_span
    from coincide.recordings.synthetic import LabeledClip as LabeledClip
    from coincide.recordings.synthetic import Scene as Scene
    from coincide.recordings.synthetic import lay_scene as lay_scene
    from coincide.recordings.synthetic import write_long_recording as write_long_recording
    from coincide.recordings.timezones import parse_timezone as parse_timezone

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "AudioInfo": "audio",
        "probe": "audio",
        "Background": "background",
        "read_blocks": "blocks",
        "CALL_NAMES": "calls",
        "synthesize_call": "calls",
        "ChannelChoice": "channels",
        "n_output_channels": "channels",
        "check_untouched": "content",
        "content_hash": "content",
        "blamed_on": "faults",
        "SOUND_SUFFIXES": "formats",
        "is_sound_name": "formats",
        "HeaderInfo": "headers",
        "recording_start": "headers",
        "start_time_from_header": "headers",
        "StartTime": "names",
        "start_time_from_name": "names",
        "QualityMeter": "quality",
        "FoundFile": "scan",
        "ScanResult": "scan",
        "find_sound_files": "scan",
        "SpanReader": "spans",
        "read_span": "spans",
        "LabeledClip": "synthetic",
        "Scene": "synthetic",
        "lay_scene": "synthetic",
        "write_long_recording": "synthetic",
        "parse_timezone": "timezones",
    },
)
