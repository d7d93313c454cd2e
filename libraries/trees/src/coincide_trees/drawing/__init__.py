"""Trees as pictures: for the terminal, as SVG, and as PNG.

- `layout`: where nodes stand.
- `sketch`: lines, words and pictures of a drawing, whoever draws it.
- `text`: trees in a terminal.
- `svg`, `png`: a sketch as a file.
"""
