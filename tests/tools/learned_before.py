"""Importing this learns a small folder once, so that whatever is forked afterwards has all that learning loads.

The first time in a process takes two seconds longer than the next: modules and compiled loops are loaded where they are
first needed.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from workflow_examples import quick_learn, write_folder

torch.set_num_threads(1)  # a process that is forked from one with threads may wait for them for ever
with TemporaryDirectory() as _folder:
    quick_learn(write_folder(Path(_folder) / "sounds"), Path(_folder) / "c.coincide")
