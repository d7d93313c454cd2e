"""Surveys: how many, when, where, how sure.

- `table`: recordings and events of a catalog at their places and times; what summaries, plots and exports begin with.
- `copies`: recordings of which several files hold the sound.
- `filters`: what was recorded at some sites or on some days.
- `sites`: what people say about sites and clocks.
- `summary`: counts with effort, and files of them.
- `season_catalog`: a generated season as a catalog, to try all of this on.
"""
