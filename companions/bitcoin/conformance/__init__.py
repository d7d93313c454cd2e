"""Public lists of vectors, read from a folder and judged: scripts/conformance bitcoin --vectors DIR.

Each module in `lists/` has `LISTS`, from the name of a list to the function that judges it: it takes the folder and
gives one `Outcome` per case. `manifest.toml` says how many cases each list has; a list that has fewer, or is missing,
falls short as one with failures does.
"""

from __future__ import annotations
