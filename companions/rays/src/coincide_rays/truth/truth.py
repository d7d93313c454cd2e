"""Pictures with their truth: what each pixel shows, how far it is, which way it faces, and the tree of it all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coincide_rays.kernel.flatten import FlatScene, flatten
from coincide_rays.kernel.probe import pixel_rays, probe
from coincide_rays.kernel.render import Progress, render
from coincide_rays.picture.canvas import Canvas
from coincide_rays.reference.camera import Camera
from coincide_rays.reference.world import MAX_BOUNCES, World
from coincide_rays.truth.tree import Tree, tree_of


@dataclass(frozen=True)
class Truth:
    """A picture and what it shows, by the ray through the middle of each pixel. Height × width each.

    Attributes
    ----------
    instance : which of the world's objects; -1 for none.
    part : which leaf of the tree; -1 for none.
    depth : distance from the eye; infinite for none.
    normal : unit normals that face the eye (× 3); zero for none.
    """

    image: Canvas
    instance: NDArray[np.int64]
    part: NDArray[np.int64]
    depth: NDArray[np.float64]
    normal: NDArray[np.float64]
    tree: Tree


def render_truth(
    world: World,
    camera: Camera,
    *,
    samples: int = 1,
    depth: int = MAX_BOUNCES,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Truth:
    """Draw a picture and tell what it shows; see `Camera.render`."""
    scene = flatten(world)
    image = render(camera, scene, samples=samples, depth=depth, seed=seed, threads=threads, progress=progress)
    return truth_of(world, camera, scene, image)


def truth_of(world: World, camera: Camera, scene: FlatScene, image: Canvas) -> Truth:
    """Tell what a finished picture shows."""
    rays = pixel_rays(camera)
    found = probe(scene, rays)
    size = (camera.vsize, camera.hsize)
    is_away = (found.normals * rays[:, 3:]).sum(axis=1, keepdims=True) > 0
    instance = np.full(len(rays), -1, dtype=np.int64)
    is_hit = found.leaves >= 0
    instance[is_hit] = scene.instances[found.leaves[is_hit]]
    return Truth(
        image=image,
        instance=instance.reshape(size),
        part=found.leaves.reshape(size),
        depth=found.distances.reshape(size),
        normal=np.where(is_away, -found.normals, found.normals).reshape(*size, 3),
        tree=tree_of(world),
    )
