"""What a server keeps open between two clicks, without HTTP; `coincide.web` puts it on the network.

- The open catalog: `browse` (renewed when the catalog's edition changes) and `snapshot` (what one edition holds).
- Pages: `overview`, `category_list`, `recording_list`, `tree_list`, `map_points`, `example_search`, `survey_desk`,
  `live_models` (made by `recognizer_maker`).
- Pictures and sound: `event_media`, `recording_media`. To save: `exports`.
- Changes: `label` (questions and answers), `check_desk` (samples to check), `category_edits`,
  `selected_events`, `drawn_edges`, `undo`.
"""
