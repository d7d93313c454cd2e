"""What pictures show, known because we drew them.

truth     instance, part, depth and normal of each pixel
tree      the tree of a scene
scenes    random scenes with parts of parts
labels    many labeled pictures in a folder
"""

from __future__ import annotations

from coincide_rays.truth.tree import Tree as Tree
from coincide_rays.truth.tree import tree_of as tree_of
from coincide_rays.truth.truth import Truth as Truth
from coincide_rays.truth.truth import render_truth as render_truth
