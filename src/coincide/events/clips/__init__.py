"""Clips cut by hand, one sound in each: whether recordings are such clips, and how they are one event each.

- `searched`: whether they are, by what a search finds in them.
- `whole`: a recording, or the sound in it, as one event.
"""

from coincide.events.clips.searched import MAX_CLIP_S as MAX_CLIP_S
from coincide.events.clips.searched import SearchedFile as SearchedFile
from coincide.events.clips.searched import are_clips as are_clips
from coincide.events.clips.searched import are_short as are_short
from coincide.events.clips.whole import take_clip as take_clip
from coincide.events.clips.whole import take_whole as take_whole
