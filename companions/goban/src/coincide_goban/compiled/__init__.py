"""The fast board, playouts and tree, compiled by Numba; each has a plain twin in `board`, `search` or the tests.

Functions here take arrays whose rows `layout` names; nothing is checked, since `search` and `game` check before them.
The first import on a machine compiles for about half a minute; later ones read the cache.

- `layout`: the rows of a board, and points as places in them
- `board`: play, legality, eyes
- `chains`: liberties, ataris, ladders
- `patterns`: the 3x3 shapes that are worth a reply
- `playout`: one game to its end, with captures, ataris and patterns
- `priors`: what a move is worth before it was tried
- `tree`: nodes in flat arrays, selection, expansion, backup
- `guided`: the same for a network
- `advised`: advice of a network to a tree of playouts
"""
