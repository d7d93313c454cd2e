"""From vectors and a model to a tree.

- `decoding`: parsing one sequence or many.
- `greedy`, `beam`, `chart`: the best merge next, some orders of merges side by side, or all trees.
- `scored_tree`: what a decoder finds.
"""
