"""The terminal: `coincide` and its commands.

In: what a person types. Out: tables and sentences, or one JSON object with `--json`. Translates between people and
`workflow`, computes nothing of its own, and imports a command only when it is called for.

- `app`, `lazy_group`: the command `coincide`, and the list of its commands, which imports none of them.
- `commands`: one file for each, with what only it shows.
- `label`: the dialog of `coincide label`.
- `survey`: commands of a survey: sites, counts, and the dialog of `coincide validate`.
- `options`: those that every command has, and one for each setting of each stage.
- `output`: tables, sentences, progress, and results for machines.
- `running`, `usage_errors`: errors as sentences, exit codes, and what click says about wrong usage, in our words.
"""
