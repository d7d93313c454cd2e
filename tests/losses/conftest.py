"""Keras looks for its backend and its home once, when it is imported; it writes into the home folder otherwise."""

from __future__ import annotations

import os
from tempfile import mkdtemp

os.environ["KERAS_BACKEND"] = "torch"
os.environ.setdefault("KERAS_HOME", mkdtemp())
