"""Parse trees: how the leaves of a sequence, or the regions of a picture, join step by step into one whole.

In: a vector for each leaf. Out: trees, and a vector for every node. Names are imported on first use; only what needs
torch brings it in.

- `tree`: the record of a tree.
- `models`: what scores a merge and makes one vector of two.
- `decoders`: from vectors and a model to a tree.
- `fitting`: how models learn, and whether they have collapsed.
- `adjacency`: who may merge with whom: neighbors in time, in a grid, in a graph, or any two.
- `vectors`: what is given, checked and laid side by side.
- `phrases`: a vector for every node.
- `regions`: pictures as leaves.
- `plain`: the baselines, trees that ignore their leaves.
- `scores`: how well trees agree with true ones over the same leaves.
- `alignment`: how well they do over leaves of their own.
- `text`: trees as text, and as others keep them.
- `sentences`, `scenes`: plain sentences and pictures, parsed as they are.
- `drawing`: trees as pictures.
- `command`: the command `coincide-trees`.
- `errors`, `files`: the errors, and how files are written.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
