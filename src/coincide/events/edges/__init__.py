"""Where events begin and end: as the sound tells, and as a person draws them.

- `found`: sharp onsets, ends before echoes, and dips between calls.
- `rule`: an edge lies where the level crosses a threshold, with a shift.
- `trials`: where candidate rules would draw the edges in a stretch of sound.
- `fit`: the rule that fits drawn edges best, by those that it has not seen.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.events.edges.fit import CANDIDATES as CANDIDATES
    from coincide.events.edges.fit import LEAST_DRAWN as LEAST_DRAWN
    from coincide.events.edges.fit import EdgeFit as EdgeFit
    from coincide.events.edges.fit import fit_rule as fit_rule
    from coincide.events.edges.rule import DrawnRules as DrawnRules
    from coincide.events.edges.rule import EdgeRule as EdgeRule
    from coincide.events.edges.rule import draw_edges as draw_edges
    from coincide.events.edges.rule import edge_rules as edge_rules
    from coincide.events.edges.trials import try_rules as try_rules

__getattr__, __dir__ = lazy_exports(__name__)
