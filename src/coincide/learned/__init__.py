"""One learned catalog, opened to read: its current model, that model's files, its events, and people's answers.

- All in one: `opened` (`LearnedCatalog`, each part of it read once).
- Which model: `current`, `runs` (what was done to the catalog), `settings` (of all stages),
  `moves` (categories merged by a person).
- Its files: `model`, `model_files` (checked by their digests), `detector`, `index`, `whole` (whether they are usable).
- Its events: `contents`, `grouping` (categories as records), `categories` (in numbers),
  `spans` (from a stretch of sound to an event), `originals` (whether a recording is still the one that was
  learned from), `clips` (the sound of one event).
- What people said: `answers` (earlier answers on the current events), `teaching_labels`, `names` (of categories and
  events).
- `writing`: holds the catalog for a moment.

Imports the catalog and the stages, never `workflow`.
"""
