"""A catalog as tables for one's own analysis: events, recordings and sites, in pandas or Arrow.

- `columns`: the three tables as plain columns.
- `frames`: the same as data frames of pandas, or tables of Arrow.
"""
