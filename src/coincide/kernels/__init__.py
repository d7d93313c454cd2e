"""The inner loops of features, events and categories: each compiled, and beside it the same in a few lines of NumPy.

- `plain`: the twins in NumPy, for reading, for tests, and for machines where nothing can be compiled.
- `compiled`: the same by Numba, some steps written as vector code; the only modules here that import Numba.
- `band_plan`: what a kind of frames has in common.

A name taken from here is the compiled one, or with `COINCIDE_PLAIN=1` the plain one. Both are imported on first use.

| loop | CPU time of plain / compiled | of compiled without vector code by hand / with it |
| --- | --- | --- |
| `band_levels` | 5.3 | 8.2 |
| `percentiles_around` | 20 | 2.9 |
| `mean_of_loudest` | 2.5 | 2.5 |

Measured on a minute of sound at 48 kHz, one thread, AMD EPYC with AVX-512, Numba 0.68, medians of 7 interleaved rounds
while other programs ran; `percentiles_around` on an Intel Xeon with AVX-512. Without vector code by hand: the same
loops over lanes, left to Numba to vectorize.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from coincide_smallworld.switch import is_plain

if TYPE_CHECKING:
    from coincide.kernels.band_plan import BandPlan as BandPlan
    from coincide.kernels.band_plan import plan_bands as plan_bands
    from coincide.kernels.plain.bands import band_levels as band_levels
    from coincide.kernels.plain.echoes import count_echoes as count_echoes
    from coincide.kernels.plain.floor import join_anchors as join_anchors
    from coincide.kernels.plain.floor import percentiles_around as percentiles_around
    from coincide.kernels.plain.highest import highest_of_rows as highest_of_rows
    from coincide.kernels.plain.loudest import mean_of_loudest as mean_of_loudest
    from coincide.kernels.plain.loudest import means_where_loudest as means_where_loudest
    from coincide.kernels.plain.moving import move_nodes as move_nodes
    from coincide.kernels.plain.smoothing import weigh_neighbors as weigh_neighbors
    from coincide.kernels.plain.valleys import part_runs as part_runs

_SHARED = {"BandPlan": "band_plan", "plan_bands": "band_plan"}
LOOPS = {
    "band_levels": "bands",
    "count_echoes": "echoes",
    "highest_of_rows": "highest",
    "join_anchors": "floor",
    "mean_of_loudest": "loudest",
    "means_where_loudest": "loudest",
    "move_nodes": "moving",
    "part_runs": "valleys",
    "percentiles_around": "floor",
    "weigh_neighbors": "smoothing",
}
"""The module of each loop, of one name in `plain` and `compiled`."""


def __getattr__(name: str) -> object:
    return _found(name, is_plain())


@cache
def _found(name: str, is_plain: bool) -> object:
    if name in LOOPS:
        home = f"{'plain' if is_plain else 'compiled'}.{LOOPS[name]}"
    elif name in _SHARED:
        home = _SHARED[name]
    else:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted([*LOOPS, *_SHARED])
