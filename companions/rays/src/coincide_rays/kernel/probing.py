"""Ask a list of rays what they hit. Importing this module compiles, or loads from the cache."""

from __future__ import annotations

import math

import numba

from coincide_rays.kernel.compiled import entry
from coincide_rays.kernel.layout import Floats, Ints
from coincide_rays.kernel.rows import record_of
from coincide_rays.kernel.surface import normal_at
from coincide_rays.kernel.walk import nearest
from coincide_rays.kernel.workspace import Tables

INF = math.inf
_F1, _F2, _I1 = numba.float64[::1], numba.float64[:, ::1], numba.int64[::1]


@entry(numba.void(record_of(Tables), _F2, _F1, _I1, _F2))
def probe_rays(tables: Tables, rays: Floats, distances: Floats, leaves: Ints, normals: Floats) -> None:
    """For each ray of origin and direction: distance (infinite for none), leaf (-1), normal as it stands."""
    for k in range(len(rays)):
        ox, oy, oz, dx, dy, dz = rays[k, 0], rays[k, 1], rays[k, 2], rays[k, 3], rays[k, 4], rays[k, 5]
        t, leaf = nearest(tables, ox, oy, oz, dx, dy, dz, INF)
        distances[k], leaves[k] = t, leaf
        if leaf >= 0:
            normals[k, 0], normals[k, 1], normals[k, 2] = normal_at(tables, leaf, t, ox, oy, oz, dx, dy, dz)
