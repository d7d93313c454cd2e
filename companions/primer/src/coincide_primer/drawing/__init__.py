"""Pictures as SVG, without any library.

- `svg`: words, lines, boxes.
- `curves`, `confusion`: how a training went, and what came of it.
- `graph`: a computation with its derivatives.
"""

from __future__ import annotations

from coincide_primer.drawing.confusion import confusion as confusion
from coincide_primer.drawing.curves import curves as curves
from coincide_primer.drawing.graph import draw_graph as draw_graph
