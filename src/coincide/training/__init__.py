"""Foundation: how any network here is fitted.

In: a network and a loss per step. Out: the fitted network and the course of the loss. Importing it brings in torch.
The optimizer and the learning rate over a run are those of the library of trees (`coincide_trees`).

- `checkpoint`: atomic files of tensors, without pickle.
- `adam`: Adam for a single tensor.
- `loop`: fitting, resumable with the same result.
"""

from coincide.training.adam import Adam as Adam
from coincide.training.checkpoint import Checkpoint as Checkpoint
from coincide.training.checkpoint import load_checkpoint as load_checkpoint
from coincide.training.checkpoint import save_checkpoint as save_checkpoint
from coincide.training.loop import Plan as Plan
from coincide.training.loop import State as State
from coincide.training.loop import run as run
