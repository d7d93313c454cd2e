"""Commands of a survey: where and when, how many, how sure.

`sites` says where recorders stood and what their clocks showed; `summary` counts calls with effort; `validate` asks
about a sample, by `check_dialog`.
"""
