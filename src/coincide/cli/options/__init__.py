"""Options: `shared` by all commands, `given_path` for paths, `out_option` for where to write, `settings` of each stage,
`heeded` for those that count only in some uses of a command.

`settings_file` writes these settings as a commented TOML file.
"""
