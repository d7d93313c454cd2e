"""The terminal: `coincide` and its commands.

In: what a person types. Out: tables and sentences, or one JSON object with `--json`. Translates between people and
`workflow`, computes nothing of its own, and imports a command only when it is called for.

- `app`: the command `coincide` and the list of its commands.
- `lazy_group`: commands that are listed without being imported.
- `running`: errors as sentences, exit codes.
- `harmless_text`: text of others without what would steer a terminal.
- `usage_errors`: what click says about wrong usage, in our words.
- `shared_options`: the options that every command has.
- `setting_options`: an option for each setting of each stage.
- `setting_text`: settings as a commented TOML file.
- `progress`: how far it is, as bars or as lines.
- `output`: tables and sentences.
- `short_name`: names of files in narrow columns.
- `short_paths`: commands to copy, without the folder that a person is in.
- `json_output`: results for machines.
- `catalog_tables`: categories, problems and baselines of a catalog.
- `question_screen`, `spectrogram_text`: a question as a screen, and pictures made of characters.
- `label_dialog`, `answer_line`: question and answer in turn, and what a typed line means.
- `standing`, `chart`: how sure it is by now, and its curve.
- `labels_curve`, `structure_scores`: how far labels go, and how right motifs and songs are, beside other ways.
- `player`: plays calls through a program of the system.
- `tree_text`, `search_trees`: parse trees as characters, and searching by their shape.
- `learn`, `label`, `parse`, `recognize`, `search`, `info`, `annotations`, `evaluate`, `report`: one command each.
- `check`, `serve`, `export`, `models`: one command each for damage, the app, the live page, and weights of others.
"""
