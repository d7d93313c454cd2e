"""Where a short query occurs in long recordings.

search      the best matches, apart from each other
windows     recordings in pieces, their windows, and what normalizes them
pool        the best matches so far, apart from each other
bounds      what a comparison of windows with a query must be able to do
euclidean   by normalized Euclidean distance, from Fourier transforms
warping     by dynamic time warping, within lower bounds
kernels     compiled: windows as frames, and their lower bounds
plain       the same in plain NumPy
"""

from typing import TYPE_CHECKING

from coincide_smallworld.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide_smallworld.subsequence.search import Match as Match
    from coincide_smallworld.subsequence.search import Matches as Matches
    from coincide_smallworld.subsequence.search import find_subsequences as find_subsequences

__getattr__, __dir__ = lazy_exports(__name__, {"Match": "search", "Matches": "search", "find_subsequences": "search"})
