"""Options: `shared` by all commands, `out_option` for where to write, `settings` of each stage.

`settings_file` is the latter as a commented TOML file.
"""
