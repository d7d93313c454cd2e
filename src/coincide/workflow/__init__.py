"""Joins stages, catalog and progress: a room for each command.

- `learn`: the main job. `listen`: from the sound of a recording to events and their embeddings.
- `search`, `parse`, `recognize`: what resembles this, songs and motifs, names in new recordings.
- `label`: questions about whole categories. `export`: recognizers for the browser, and the live page as one folder.
- `info`, `evaluate`, `report`: what was found, and how good that is.
- `survey`: sites, clocks, and counts with effort. `validate`: how good names and counts are, by a checked sample.
- `annotations`: tables in and out. `clips`: the sound of events as files. `plot`: figures. `frames`: pandas, Arrow.
- `check`: whether a catalog is whole. `digest`: one digest for its labels.
- `opened`: all of these as methods of one object, for notebooks. `progress`: how far it is.

Rooms import only rooms below them; `.importlinter` lists the order.
"""
