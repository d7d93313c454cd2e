"""What scores a merge and makes one vector of two: networks, and what they keep.

- `protocol`: what a model must do.
- `function`: a plain function as a model.
- `autoencoder`, `grammar`, `span_grammar`, `span_scorer`: the models.
- `context`: what surrounds each leaf.
- `levels`, `unfolding`: fixed trees, run all at once with gradient.
- `stored`, `tensor_file`: models as files.
"""
