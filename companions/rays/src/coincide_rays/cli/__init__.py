"""The command `coincide-rays`.

app        commands and errors
render     a picture and its true geometry
show       the tree of a scene
truth      labeled pictures
povray     a scene for POV-Ray
outputs    files of true geometry
reports    progress, and numbers of options
"""

from __future__ import annotations
