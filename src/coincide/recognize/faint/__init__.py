"""The second pass: repeats of known calls that are too faint for the detector, and how many of them are false.

In: one typical call of each category, and sound outside the events that were found. Out: places that resemble a call
more than its decoys resemble anything, with an estimate of the share that is false.

- `templates`: pictures of typical calls on frames that fit them, and their decoys.
- `matching`: where sound resembles templates and decoys.
- `false_share`: which places are taken, by how many decoys were matched as well.

Template correlation is the method of Mellinger and Clark 2000; counting decoys is that of Elias and Gygi 2007.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.recognize.faint.false_share import Repeat as Repeat
    from coincide.recognize.faint.false_share import choose_repeats as choose_repeats
    from coincide.recognize.faint.matching import Match as Match
    from coincide.recognize.faint.matching import find_matches as find_matches
    from coincide.recognize.faint.templates import Template as Template
    from coincide.recognize.faint.templates import TemplateFrames as TemplateFrames
    from coincide.recognize.faint.templates import fit_frames as fit_frames
    from coincide.recognize.faint.templates import make_template as make_template

__getattr__, __dir__ = lazy_exports(__name__)
