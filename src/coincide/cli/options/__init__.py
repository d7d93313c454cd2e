"""Options: `shared` by all commands, `settings` of each stage, and `settings_file`, these as a commented TOML file."""
