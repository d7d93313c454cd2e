"""Learns to recognize the sounds that recur in recordings, with hardly any labels.

>>> import coincide
>>> catalog = coincide.learn("recordings")            # finds calls, learns to tell them apart, groups them
>>> catalog.categories                                # the groups, biggest first
>>> catalog.search("call.wav").hits                   # similar events, nearest first
>>> catalog.evaluate("truth.csv").methods             # how good that is, beside textbook methods
>>> catalog.export_annotations("calls.txt", format="raven")
>>> catalog.report()                                  # one HTML file with everything
>>> coincide.open_catalog("recordings.coincide")      # later

Results are in a catalog, a folder beside the recordings, which are only read. `search`, `info`, `check`,
`export_annotations` and `import_annotations` are also functions of a catalog's path; `evaluate` and `report` are
methods only, since packages carry these names. `check` returns a `CheckResult`, `Catalog.clips` takes `ClipOptions`,
and `Catalog.plot` takes `PlotOptions`. Everything is imported on first use, the stages too: `coincide.index`,
`coincide.embed`. `with coincide.show_progress() as progress:` gives what `learn` and others take as `progress`. Every
error that a person can fix is a `CoincideError`; `coincide.errors` holds its subclasses.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports
from coincide.telemetry import switch_off

if TYPE_CHECKING:
    from coincide.cli.output.progress import show_progress as show_progress
    from coincide.errors import CoincideError as CoincideError
    from coincide.workflow.annotations import export_annotations as export_annotations
    from coincide.workflow.annotations import import_annotations as import_annotations
    from coincide.workflow.check import CheckResult as CheckResult
    from coincide.workflow.check import check as check
    from coincide.workflow.clips.clips import ClipOptions as ClipOptions
    from coincide.workflow.info.info import info as info
    from coincide.workflow.opened import Catalog as Catalog
    from coincide.workflow.opened import learn as learn
    from coincide.workflow.opened import open_catalog as open_catalog
    from coincide.workflow.plot.plot import PlotOptions as PlotOptions
    from coincide.workflow.search.search import search as search

    __version__: str

_PARTS = (
    *("losses", "recordings", "features", "events", "embed", "categorize", "index", "parse", "label", "recognize"),
    *("survey", "errors"),
)

switch_off()

_get, __dir__ = lazy_exports(__name__)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("coincide")
    if name in _PARTS:
        return import_module(f"{__name__}.{name}")
    return _get(name)
