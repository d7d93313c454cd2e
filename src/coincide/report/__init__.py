"""One self-contained HTML page: what was found, how good it is, from which data.

In goes `ReportData`, plain frozen data that somebody else gathered; out comes a page with its pictures and
sounds inside.

- `model`, `structure_model`: what the page needs to know
- `page`: the whole page, and writing it
- `cards`: the calls of each category, drawn and made to play
- `summary`, `verdict`: what was found, and how it compares with its baselines, in words
- ``templates``, ``style.css``, ``page.js``: what the page holds, how it looks, and what moves in it
"""
