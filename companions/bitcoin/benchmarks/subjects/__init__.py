"""The subjects: each module here has `rows(options) -> Iterator[Row]`."""

from __future__ import annotations
