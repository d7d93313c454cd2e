"""Calls at once: two animals that call together in one channel are two events where they differ in frequency.

In: the excess of a stretch, and its events. Out: for events of several calls, where each of them lies in time and
frequency.

- `shapes`: what stands out in time and frequency within each event.
- `boxes`: which of that are calls of their own.
- `at_once`: which events lie over others, and are pictured within their band.
"""

from coincide.events.overlaps.boxes import part_overlaps as part_overlaps
from coincide.events.overlaps.shapes import Shape as Shape
from coincide.events.overlaps.shapes import find_shapes as find_shapes
