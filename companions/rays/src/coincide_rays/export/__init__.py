"""Worlds for other renderers.

povray      worlds, cameras and single shapes for POV-Ray 3.7
pigments    patterns as POV-Ray pigments
"""

from __future__ import annotations

from coincide_rays.export.povray import to_povray as to_povray
