"""Scene files in YAML, in the dialect of Jamis Buck's.

reader        camera, lights, the list of entries
shapes        shapes, also defined ones
materials     materials and patterns
transforms    lists of steps
definitions   names, and what they extend
values        YAML with file, line and key of every value
"""

from __future__ import annotations

from coincide_rays.scene.reader import Scene as Scene
from coincide_rays.scene.reader import load_scene as load_scene
from coincide_rays.scene.reader import parse_scene as parse_scene
