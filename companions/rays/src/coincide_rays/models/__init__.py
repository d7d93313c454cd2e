"""Models from files.

obj    Wavefront OBJ: triangles in named groups
mtl    Wavefront MTL: their colors
"""

from __future__ import annotations

from coincide_rays.models.obj import ObjModel as ObjModel
from coincide_rays.models.obj import load_obj as load_obj
from coincide_rays.models.obj import parse_obj as parse_obj
