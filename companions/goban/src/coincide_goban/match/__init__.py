"""Matches: a referee, and what their results are worth.

- `referee`: one game between two players
- `series`: many, with alternating colors, resumable
- `intervals`: win rates and Elo with 95% intervals
- `ladder`: all against all, on one scale
"""
