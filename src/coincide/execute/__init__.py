"""Machines: the same work on one process, on several of this machine, or on a cluster.

Units of work go in, and small results come out in the order of the units, so that the catalog does not depend on the
workers. A worker knows neither the catalog nor the other units.

- `protocol`: what an executor does, and the result of a unit whose workers died.
- `inline`: one unit after the other, in this process; the reference.
- `processes`: in several processes on this machine; `schedule` assigns units to them, `worker` runs in each.
- `batches`: several short units in one message.
- `dask`: on a cluster that runs Dask; `slurm` starts one with SLURM.
- `opening`: the executor for a text such as ``4`` or ``tcp://host:8786``.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.execute.inline import Inline as Inline
    from coincide.execute.opening import Workers as Workers
    from coincide.execute.opening import begin_workers as begin_workers
    from coincide.execute.opening import open_executor as open_executor
    from coincide.execute.protocol import Executor as Executor
    from coincide.execute.protocol import LostUnit as LostUnit
    from coincide.execute.protocol import UnitProgress as UnitProgress
    from coincide.execute.protocol import result_of as result_of

__getattr__, __dir__ = lazy_exports(__name__)
