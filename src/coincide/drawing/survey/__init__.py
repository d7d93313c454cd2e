"""Pictures of a survey, for a paper or a page: plain arrays in, SVG, PNG or PDF out. Needs the extra ``plot``.

- `canvas`: sizes, colors and files that all pictures share.
- `diel`: hour by day, with the night shaded.
- `day`: a single day as bars.
- `night`: when the sun is down.
- `season`: rates day by day.
- `matrix`: site by name.
- `site_map`: sites with rates where they are.
- `accumulation`: how many names so many days of listening give.
- `contact_sheet`: spectrograms, a row for each name.

Hues are told apart by people with any kind of color vision: one sequential scale that also rises in lightness, and the
eight colors of Okabe and Ito (2008).
"""
