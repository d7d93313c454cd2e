"""Parse trees, measured: `scripts/bench trees`.

F1 is of unlabeled brackets over the whole test set in percent, without trivial ones (the whole, single leaves, the same
span twice); beside each stands what trees reach that know nothing: right-branching, left-branching, balanced, random.

- `scores`: F1, plain trees, rows.
- `synthetic_grammar`: a grammar drawn by seed, songs with known trees, and the likeliest tree of the true grammar.
- `songs`: what is learned from these songs.
- `sentences`, `tags`: words of a treebank as vectors, articles apart.
- `treebank`: what is learned from its sentences.
- `per_node`, `original`: a loop over nodes, and the recursion of the original post.
- `speed`: time beside these.
- `options`, `seeds`, `table`, `timing`: what all of them need.
"""
