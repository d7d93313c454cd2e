"""How models learn, with trees that are known or without.

- `truth`: which merges are right.
- `reconstruction`, `margin`: fitting an autoencoder, and a grammar.
- `course`, `optimizer`: how long, how fast, and how it went.
- `gauge`: have codes or trees collapsed?
"""
