"""Stage 1: files become samples on a clock.

In: a folder. Out: sound files with their facts, blocks of float32 samples (channel, time), and the time
they began.

- `formats`: which files are sound, by name.
- `places`: a path of this computer, or an address that fsspec reaches.
- `remote`: addresses, read by range.
- `found`: what a scan finds.
- `scan`: which sound files a folder holds.
- `faults`: whatever one file does is the problem of that file.
- `decoding`: opens files, those that may break a decoder in a process of its own.
- `audio`: rate, channels, length; refuses damaged files.
- `channels`: mixed, apart, or one.
- `blocks`: a recording as a stream of blocks.
- `spans`: excerpts.
- `quality`: not-a-number, silence, clipping.
- `content`: SHA-256 of a file; whether it changes while it is read.
- `timezones`: time zones as people write them.
- `names`: start times in file names.
- `headers`: start times, devices and positions in GUANO, AudioMoth, `wamd` and `bext` headers.
- `wildlife`: the `wamd` chunk of Song Meters.
- `settings`: of this stage.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.recordings.audio import AudioInfo as AudioInfo
    from coincide.recordings.audio import probe as probe
    from coincide.recordings.audio import reads_anywhere as reads_anywhere
    from coincide.recordings.blocks import read_blocks as read_blocks
    from coincide.recordings.channels import ChannelChoice as ChannelChoice
    from coincide.recordings.channels import channel_heard as channel_heard
    from coincide.recordings.channels import n_output_channels as n_output_channels
    from coincide.recordings.content import check_untouched as check_untouched
    from coincide.recordings.content import content_hash as content_hash
    from coincide.recordings.faults import blamed_on as blamed_on
    from coincide.recordings.formats import SOUND_FORMATS as SOUND_FORMATS
    from coincide.recordings.found import FoundFile as FoundFile
    from coincide.recordings.found import ScanResult as ScanResult
    from coincide.recordings.headers import HeaderInfo as HeaderInfo
    from coincide.recordings.headers import RecorderFacts as RecorderFacts
    from coincide.recordings.headers import recorder_facts as recorder_facts
    from coincide.recordings.headers import start_time_from_header as start_time_from_header
    from coincide.recordings.names import StartTime as StartTime
    from coincide.recordings.names import may_be_local as may_be_local
    from coincide.recordings.names import start_time_from_name as start_time_from_name
    from coincide.recordings.places import Place as Place
    from coincide.recordings.places import file_state as file_state
    from coincide.recordings.places import given_place as given_place
    from coincide.recordings.places import given_places as given_places
    from coincide.recordings.places import lies_in as lies_in
    from coincide.recordings.places import may_be_there as may_be_there
    from coincide.recordings.places import place_of as place_of
    from coincide.recordings.places import settled as settled
    from coincide.recordings.quality import QualityMeter as QualityMeter
    from coincide.recordings.quality import check_samples as check_samples
    from coincide.recordings.remote.path import RemotePath as RemotePath
    from coincide.recordings.scan import find_sound_files as find_sound_files
    from coincide.recordings.scan import is_one_recording as is_one_recording
    from coincide.recordings.scan import missing as missing
    from coincide.recordings.spans import SpanReader as SpanReader
    from coincide.recordings.spans import read_span as read_span
    from coincide.recordings.timezones import parse_timezone as parse_timezone

__getattr__, __dir__ = lazy_exports(__name__)
