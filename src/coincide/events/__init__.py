"""Stage 3: where something happens, as one small picture each.

In: blocks of samples. Out: detections with time, frequency and SNR, and patches (32 bands, 32 frames) in [0, 1].

- `settings`: thresholds in seconds, Hz and dB.
- `background`: the running background, the activity over it, and what digital silence stands for.
- `echoes`: sound that only dies away, taken off.
- `hearing`: which bands and frames fit the calls of a recording; ultrasound and audible calls in one.
- `rain`: drops, which are no calls, and what is left of a recording without them.
- `listening`: bands weighed by their own noise, and the curves that are cut.
- `segment`: hysteresis, valley rule, learned event length.
- `overlaps`: calls at once that differ in frequency.
- `edges`: sharp onsets, ends before echoes, dips between calls; and edges as a person draws them.
- `pieces`: the frames of many events, worked on at once.
- `smoothing`: curves smoothed by a bell.
- `taught`: a detector that teaches itself on the recordings, and whether it is better.
- `doubts`: one call or two, and what answers say about that.
- `detection`: the events of a stretch, with their bands and loudness.
- `search`: streaming over recordings of any length.
- `patches`: the picture of each event.
- `units`: calls that are one event together.
- `clips`: recordings that are one event each, and whether that is so.
- `scales`: which events share the frame of their pictures.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.events.background.floor import activity as activity
    from coincide.events.background.floor import running_floor as running_floor
    from coincide.events.clips.searched import MAX_CLIP_S as MAX_CLIP_S
    from coincide.events.clips.searched import SearchedFile as SearchedFile
    from coincide.events.clips.searched import are_clips as are_clips
    from coincide.events.clips.searched import are_short as are_short
    from coincide.events.clips.whole import take_clip as take_clip
    from coincide.events.clips.whole import take_whole as take_whole
    from coincide.events.detection import Detection as Detection
    from coincide.events.doubts import Doubt as Doubt
    from coincide.events.doubts import boundary_doubts as boundary_doubts
    from coincide.events.doubts import fit_valley_db as fit_valley_db
    from coincide.events.edges import CANDIDATES as CANDIDATES
    from coincide.events.edges import LEAST_DRAWN as LEAST_DRAWN
    from coincide.events.edges import DrawnRules as DrawnRules
    from coincide.events.edges import EdgeFit as EdgeFit
    from coincide.events.edges import EdgeRule as EdgeRule
    from coincide.events.edges import edge_rules as edge_rules
    from coincide.events.edges import fit_rule as fit_rule
    from coincide.events.edges import try_rules as try_rules
    from coincide.events.hearing.choice import head_samples as head_samples
    from coincide.events.hearing.choice import usual_hearing as usual_hearing
    from coincide.events.hearing.ranges import choose_hearing as choose_hearing
    from coincide.events.listening import QUANTILE_50_20 as QUANTILE_50_20
    from coincide.events.listening import Hearing as Hearing
    from coincide.events.listening import hear as hear
    from coincide.events.listening import over_background as over_background
    from coincide.events.listening import segment_heard as segment_heard
    from coincide.events.listening import white_spread as white_spread
    from coincide.events.overlaps.at_once import are_at_once as are_at_once
    from coincide.events.patches import PATCH_BANDS as PATCH_BANDS
    from coincide.events.patches import PATCH_FRAMES as PATCH_FRAMES
    from coincide.events.patches import PatchCamera as PatchCamera
    from coincide.events.patches import PatchGeometry as PatchGeometry
    from coincide.events.patches import choose_geometry as choose_geometry
    from coincide.events.rain import come_at_random as come_at_random
    from coincide.events.scales import PictureScales as PictureScales
    from coincide.events.scales import choose_scales as choose_scales
    from coincide.events.search import RecordingPart as RecordingPart
    from coincide.events.search import StretchEvents as StretchEvents
    from coincide.events.search import StretchSearch as StretchSearch
    from coincide.events.search import detect as detect
    from coincide.events.search import join_stretches as join_stretches
    from coincide.events.settings import EventSettings as EventSettings
    from coincide.events.taught.frame_net import FrameNet as FrameNet
    from coincide.events.taught.selftaught import TeachingResult as TeachingResult
    from coincide.events.taught.selftaught import teach_detector as teach_detector
    from coincide.events.units import join_calls as join_calls

__getattr__, __dir__ = lazy_exports(__name__)
