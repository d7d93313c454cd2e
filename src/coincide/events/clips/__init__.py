"""Clips cut by hand, one sound in each: whether recordings are such clips, and how they are one event each.

- `searched`: whether they are, by what a search finds in them.
- `whole`: a recording, or the sound in it, as one event.
"""
