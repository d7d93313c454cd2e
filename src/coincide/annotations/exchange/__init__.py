"""Formats in which data sets travel.

- `aoef`: the JSON of soundevent and whombat.
- `darwin_core`: occurrence tables for GBIF and OBIS; only written.
- `parquet`: one table with typed columns.
- `typed`: values that come with types, checked.
"""
