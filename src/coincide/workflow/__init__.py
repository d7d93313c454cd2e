"""Joins stage, catalog and progress; one module per command.

- `learn`: the main job. Its steps are `scan`, `detector` (self-taught or not, on some `stretches`), `find_events`,
  `update` (stay, grow or learn anew), `pictures`, `build` (with `train`, `grouping`, `baselines`), `extend` for a few
  new events, and `install`.
- `said`, `relearn`: what people said teaches a new model, and whether that helps.
- `model`, `indexing`: the files of a model, and the index over it.
- `questions`: the session of labeling, with `asked` (one question), `label_state` (where it stands), `answer_log`
  (every answer is stored), `recall` and `spans` (earlier answers find their events), `consequences` (names for all
  events), `oracle` (a table that answers), `boundary_questions`, `boundaries` and `valley` (one call or two).
- `recognize`: names for calls in new recordings, with `listen` (sound becomes embeddings), `new_sources` (where it is
  from), `naming`, `naming_job` and `recognizer_file` (what the labels taught), and `recognition` (what comes of it).
- `parse`: songs and motifs, with `symbols` (which events are called alike) and `parsed` (what the catalog keeps of it);
  `search_trees`: sequences of a similar shape.
- `live`, `image_model`: recognizers for the browser; `export`: the live page in one folder; `models`: weights.
- `search`, `info`, `annotations`, `evaluate`, `report`: what is done with what was learned; `next_steps`: what to do
  next, `last_evaluation`: how it was scored, `evaluate_structure`: how right motifs and songs are.
- `contents`, `cards`, `clips`: what a learned catalog holds, what the report shows of it, and how events sound.
- `browse` and `snapshot`: a catalog that stays open, for the app. What it shows: `overview`, `run_list`,
  `category_list`, `recording_list`, `tree_list`, `map_points`, `event_media`, `recording_media`, `example_search`,
  `live_models`. What a person changes there: `category_edits` (with `moved_categories`), `selected_events` (with
  `teaching_labels`), `undo`, `label_desk` (questions) and `kept` (clips of the live page).
- `opened`: all of these as methods of one object.
- `settings`: the settings of all stages. `progress`: how far it is.
"""
