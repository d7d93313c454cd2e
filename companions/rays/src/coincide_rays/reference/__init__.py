"""The ray tracer that reads like the book: slow, and the measure of the compiled one.

rays         rays, intersections, hits
bounds       boxes along the axes
shapes/      spheres to solids of solids
patterns/    colors by place
materials    what a surface is made of
lights       points, spots, areas
optics       Phong, refraction, Fresnel
world        colors of rays among shapes and lights
camera       rays of pixels, and the picture
"""

from __future__ import annotations

from coincide_rays.reference.camera import render as render
