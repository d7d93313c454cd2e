"""The compiled renderer, over flat tables. It gives what `reference` gives, within 1e-9.

layout       what stands in the rows of the tables
flatten      a world as tables
extents      boxes around shapes
paint        materials, patterns and lights as rows
hierarchy    boxes in boxes, by surface area
plain        the same for few shapes, in Python
meetings     where a ray meets one shape
walk         the nearest meeting in a scene; all of them
surface      normals, bumps, refractive indices
colors       patterns, noise, random numbers
shade        the color of a ray
drawing      draws tiles; importing it compiles or loads from the cache
probing      asks rays what they hit; importing it compiles or loads from the cache
render       pictures by tiles and threads
probe        what rays hit, without colors
workspace    room and addresses for a thread
rows         reads rows by name in compiled code
compiled     how compiling and its cache work
"""

from __future__ import annotations
