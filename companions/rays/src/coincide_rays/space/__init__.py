"""Numbers in space: tuples, matrices, transforms, noise, and random numbers with names.

tuples       points, vectors, colors
matrices     products, inverses
transforms   move, scale, rotate, shear, view
noise        smooth noise
chance       random numbers that depend on nothing but their name
"""

from __future__ import annotations

from coincide_rays.space.matrices import IDENTITY as IDENTITY
from coincide_rays.space.matrices import Matrix as Matrix
from coincide_rays.space.matrices import cofactor as cofactor
from coincide_rays.space.matrices import determinant as determinant
from coincide_rays.space.matrices import inverse as inverse
from coincide_rays.space.matrices import is_invertible as is_invertible
from coincide_rays.space.matrices import matrix as matrix
from coincide_rays.space.matrices import minor as minor
from coincide_rays.space.matrices import submatrix as submatrix
from coincide_rays.space.matrices import transpose as transpose
from coincide_rays.space.transforms import rotation_x as rotation_x
from coincide_rays.space.transforms import rotation_y as rotation_y
from coincide_rays.space.transforms import rotation_z as rotation_z
from coincide_rays.space.transforms import scaling as scaling
from coincide_rays.space.transforms import shearing as shearing
from coincide_rays.space.transforms import translation as translation
from coincide_rays.space.transforms import view_transform as view_transform
from coincide_rays.space.tuples import BLACK as BLACK
from coincide_rays.space.tuples import EPSILON as EPSILON
from coincide_rays.space.tuples import WHITE as WHITE
from coincide_rays.space.tuples import Color as Color
from coincide_rays.space.tuples import ColorLike as ColorLike
from coincide_rays.space.tuples import PointLike as PointLike
from coincide_rays.space.tuples import Tuple as Tuple
from coincide_rays.space.tuples import color as color
from coincide_rays.space.tuples import cross as cross
from coincide_rays.space.tuples import dot as dot
from coincide_rays.space.tuples import equal as equal
from coincide_rays.space.tuples import magnitude as magnitude
from coincide_rays.space.tuples import normalize as normalize
from coincide_rays.space.tuples import point as point
from coincide_rays.space.tuples import reflect as reflect
from coincide_rays.space.tuples import to_color as to_color
from coincide_rays.space.tuples import to_point as to_point
from coincide_rays.space.tuples import to_vector as to_vector
from coincide_rays.space.tuples import vector as vector
