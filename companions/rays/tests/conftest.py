"""Examples of properties may take their time: beside other tests, a quick one waits for its turn."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")
