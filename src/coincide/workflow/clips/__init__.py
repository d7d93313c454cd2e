"""Clips: the sound of events, one file each, in a folder for each name, with a table beside them.

- `clips`: the front door.
- `choice`: which events of each name.
- `file_names`: what the files are called, so that Raven reads their dates.
- `clip_table`: the table beside them.
"""
