"""How far apart two things are: arrays of vectors or series in, arrays of distances out. Small is near.

matrix      what counts as a matrix of vectors, and the errors for what does not
euclidean   straight-line distance
cosine      1 - cosine of the angle, and unit vectors
series      what counts as a set of series, of equal or unequal lengths, with one channel or many
band        the Sakoe-Chiba band of dynamic time warping
warping     dynamic time warping of two series, with its path, and of all pairs of two sets
one_to_many the warping distances of one series to many
plain       dynamic time warping in plain NumPy
pair_dtw    compiled: one pair, with its path
lane_dtw    compiled: one series to many, 32 at a time
lane_groups compiled: groups of 32 series, and what is done with them
lane_bounds compiled: lower bounds of 32 series at a time
lanes       vector code: blocks of the table, 32 series at a time
lane_code   the vocabulary for writing vector code
bounds      lower bounds of dynamic time warping
barycenter  the average of series under dynamic time warping
"""

from . import cosine as cosine
from . import euclidean as euclidean
from .barycenter import dtw_barycenter as dtw_barycenter
from .bounds import lb_keogh as lb_keogh
from .bounds import lb_kim as lb_kim
from .matrix import as_matrix as as_matrix
from .warping import dtw as dtw
from .warping import dtw_pairwise as dtw_pairwise
from .warping import dtw_path as dtw_path
