"""Options: `shared` by all commands, `out_option` for where to write, `settings` of each stage.

`settings_file` writes these settings as a commented TOML file.
"""
