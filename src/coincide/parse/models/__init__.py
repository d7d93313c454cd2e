"""What scores a merge and makes one vector of two: networks, and what they keep.

- `protocol`: what a model must do.
- `autoencoder`, `grammar`, `span_grammar`, `span_scorer`: the models.
- `context`: what surrounds each leaf.
- `levels`, `unfolding`: fixed trees, run all at once with gradient.
- `stored`: models as files.
"""
