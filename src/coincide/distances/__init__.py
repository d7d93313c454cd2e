"""How far apart two things are: arrays of vectors or series in, arrays of distances out. Small is near.

matrix      what counts as a matrix of vectors, and the errors for what does not
euclidean   straight-line distance
cosine      1 - cosine of the angle, and unit vectors
series      what counts as a set of series, of equal or unequal lengths, with one channel or many
band        the Sakoe-Chiba band of dynamic time warping
"""

from . import cosine as cosine
from . import euclidean as euclidean
from .matrix import as_matrix as as_matrix
