"""Shapes, each in its own space.

shape       what all share: transform, material, parent
sphere plane cube torus
cylinder    cylinders and double cones, cut off and capped
triangle    flat and smooth
group       shapes that share a transform, split by boxes
csg         union, intersection, difference
"""

from __future__ import annotations
