"""Figures of a catalog, for a paper, the report and the app.

- `plot`: the front door: a kind of figure into a file.
- `figures`: from counts to what each figure shows.
- `nights`: sunrise and sunset on the days of a survey.
- `sheet`: calls for the contact sheet.
"""
