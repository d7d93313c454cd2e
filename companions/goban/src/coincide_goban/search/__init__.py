"""Searches: given a position, they say which move is best, and what each move is worth.

- `choice`: what a search is asked and answers
- `position`: a game as the searches see it
- `budget`: growing a tree until its playouts or seconds are spent
- `nodes`: the tree, kept from move to move
- `monte_carlo`: UCT and RAVE with playouts
- `guided`: PUCT with a network, and with playouts beside it
- `advised`: RAVE with a network
- `gumbel`: choosing at the root with few evaluations
"""
