"""In which channels of a catalog the rows of a table are.

A catalog that mixes all channels keeps its events in channel 0. Audacity, Praat and many detectors write no channel;
where each was searched, such a row means the event that it overlaps most, in whichever channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from coincide.catalog import Span
from coincide.learned.contents import Contents
from coincide.learned.spans import EventFinder
from coincide.records import Annotation, Recording


def in_heard_channels(annotations: Sequence[Annotation], contents: Contents) -> list[Annotation]:
    """Return annotations with the channel that the catalog has their events in.

    Parameters
    ----------
    annotations : of recordings by the names that these have in the catalog.

    Returns
    -------
    The same annotations in their order. Where the catalog hears one channel, and none is said to be of it, all are:
    other channels of an array hold the same calls.
    """
    choice = contents.channels
    if choice == "each":
        return _in_best_channels(annotations, contents)
    if choice == "mix":
        return [replace(one, channel=0) for one in annotations]
    is_said = any(one.is_channel_known and one.channel == choice for one in annotations)
    return [one if is_said and one.is_channel_known else replace(one, channel=choice) for one in annotations]


def _in_best_channels(annotations: Sequence[Annotation], contents: Contents) -> list[Annotation]:
    if all(one.is_channel_known for one in annotations):
        return list(annotations)
    finder = EventFinder(contents.events)
    by_name = contents.by_name
    return [
        one
        if one.is_channel_known or one.recording not in by_name
        else replace(one, channel=_best_channel(one, finder, by_name[one.recording]))
        for one in annotations
    ]


def _best_channel(one: Annotation, finder: EventFinder, recording: Recording) -> int:
    """Return the channel whose event it overlaps most, the first of equals."""
    spans = (Span(recording.id, channel, one.onset_s, one.offset_s) for channel in range(recording.n_channels))
    shares = [finder.row_and_overlap(span)[1] for span in spans]
    return shares.index(max(shares))
