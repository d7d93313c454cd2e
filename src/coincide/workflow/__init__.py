"""Joins stage, catalog and progress; one module per command.

- `learn`: the main job, with `scan`, `find_events`, `pictures`, `build` and `model` as its steps.
- `search`, `info`, `annotations`, `evaluate`, `report`: what is done with what was learned.
- `contents`: what a learned catalog holds.
- `opened`: all of these as methods of one object.
- `settings`: the settings of all stages. `progress`: how far it is.
"""
