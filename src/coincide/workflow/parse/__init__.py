"""`coincide parse`: motifs and songs.

`parse` is the command, on events that are called alike (`symbols`); `networks` are those that may make the trees;
`parsed` is what the catalog keeps of it; `search_trees` finds sequences of a similar
shape, for what `tree_query` reads.
"""
