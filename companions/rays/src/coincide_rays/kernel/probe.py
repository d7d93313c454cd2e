"""What rays hit, without colors: distance, leaf and normal for many rays at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from coincide_rays.errors import InputError
from coincide_rays.kernel.flatten import FlatScene, flatten
from coincide_rays.kernel.layout import Floats, Ints
from coincide_rays.kernel.paint import inverse_row
from coincide_rays.kernel.workspace import make_workspace
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.world import World


class Probe(NamedTuple):
    """What each ray hits first.

    Attributes
    ----------
    distances : in lengths of the ray's direction, infinite for nothing.
    leaves : which leaf of the scene, -1 for nothing.
    normals : of length 1, outwards, whichever side is seen; zero for nothing.
    """

    distances: Floats
    leaves: Ints
    normals: Floats


def probe(world: World | FlatScene, rays: Floats) -> Probe:
    """Ask where rays go.

    Parameters
    ----------
    rays : n × 6, origin and direction.
    """
    if rays.ndim != 2 or rays.shape[1] != 6 or not np.isfinite(rays).all():
        raise InputError(f"`rays` must be finite numbers, n × 6, got shape {rays.shape}")
    from coincide_rays.kernel.probing import probe_rays

    scene = world if isinstance(world, FlatScene) else flatten(world)
    n = len(rays)
    found = Probe(np.empty(n), np.empty(n, dtype=np.int64), np.zeros((n, 3)))
    workspace = make_workspace(scene.arrays, 0)
    given = np.ascontiguousarray(rays, dtype=np.float64)
    probe_rays(workspace.row, given, *found)
    return found


def pixel_rays(camera: Camera) -> Floats:
    """Rays through the middles of all pixels, row by row."""
    x = camera.half_width - (np.arange(camera.hsize) + 0.5) * camera.pixel_size
    y = camera.half_height - (np.arange(camera.vsize) + 0.5) * camera.pixel_size
    inverse = np.array(inverse_row(camera.inverse)).reshape(3, 4)
    across, down = np.meshgrid(x, y)
    targets = np.stack([across.ravel(), down.ravel(), np.full(across.size, -1.0)], axis=1)
    directions = targets @ inverse[:, :3].T
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.hstack([np.broadcast_to(inverse[:, 3], directions.shape), directions])
