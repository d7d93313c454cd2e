"""No deadline for examples of properties: beside other tests, even a quick one may have to wait."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")
