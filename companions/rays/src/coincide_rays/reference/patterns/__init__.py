"""Patterns: colors by place.

pattern    what all share
solid      stripes, gradient, rings, checkers, blended, perturbed
uv         flat ones: checkers, alignment, images
texture    flat ones laid round solids
bumps      normals turned by place
"""

from __future__ import annotations
