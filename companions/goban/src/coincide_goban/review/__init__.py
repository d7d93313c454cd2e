"""A look back at a game: who was ahead when, and which moves cost most.

- `rates`: the win rate after each move, and the mistakes
- `picture`: the same as an SVG
"""
