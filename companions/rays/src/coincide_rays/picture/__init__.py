"""Pictures: a canvas of colors, and its files.

canvas    a grid of linear colors
ppm       portable pixmaps as text, out and in
files     PNG, PPM, PFM by suffix, whole or not at all
"""

from __future__ import annotations

from coincide_rays.picture.canvas import Canvas as Canvas
from coincide_rays.picture.files import load_picture as load_picture
from coincide_rays.picture.files import save_picture as save_picture
from coincide_rays.picture.ppm import canvas_from_ppm as canvas_from_ppm
from coincide_rays.picture.ppm import canvas_to_ppm as canvas_to_ppm
