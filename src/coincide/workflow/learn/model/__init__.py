"""Events become a model, in a folder that is moved into place when it is whole.

In their order: `build` (all that follows, by one `job`), `material` (events, their pictures, and which are learned
from), `ways` (whether calls are compared within recordings or anywhere), `train` (an encoder), `space` (what calls are
compared by: the encoder, log-mel + PCA, or both), `embedding` (where that puts all events), `categories`, `rooms` (if
they split kinds of call), `baselines` (the same events grouped by textbook methods), and `files` (what the model
keeps).
"""
