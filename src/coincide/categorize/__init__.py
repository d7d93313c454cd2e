"""Stage 5: categories, found without labels.

In: embeddings (n, dim), centred, unit rows. Out: a category and a certainty per event. Names are imported on first use;
only fitting brings in torch.

- `settings`: how many, how strict.
- `smooth`: averages over neighbors in a reference set.
- `count`: how many categories there are, by the cut of a tree.
- `communities`: how many there are, by the graph of neighbors.
- `vote`: which of the two to believe.
- `chance`: whether there is more than one kind at all.
- `head`, `entropy_head`: prototypes, one per category, as arrays and as a layer of torch.
- `head_fitting`: moving them to where the clustering loss is lower.
- `assign`: a category and a certainty for each event.
- `fit`: finding the categories.
- `numbering`: their numbers.
- `stability`: whether their number can be trusted.
- `baseline`: textbook methods to compare with.
- `layout`: a map in two dimensions.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.categorize.assign import Assignment as Assignment
    from coincide.categorize.assign import Categorizer as Categorizer
    from coincide.categorize.assign import medoids as medoids
    from coincide.categorize.baseline import kmeans as kmeans
    from coincide.categorize.baseline import pca_features as pca_features
    from coincide.categorize.count import cosine_silhouette as cosine_silhouette
    from coincide.categorize.entropy_head import EntropyHead as EntropyHead
    from coincide.categorize.fit import fit_categories as fit_categories
    from coincide.categorize.head import Head as Head
    from coincide.categorize.head_fitting import fit_head as fit_head
    from coincide.categorize.layout import lay_out as lay_out
    from coincide.categorize.numbering import biggest_first as biggest_first
    from coincide.categorize.numbering import keep_numbers as keep_numbers
    from coincide.categorize.settings import CategorizeSettings as CategorizeSettings
    from coincide.categorize.smooth import Smoother as Smoother
    from coincide.categorize.stability import Stability as Stability
    from coincide.categorize.stability import measure_stability as measure_stability
    from coincide.categorize.vote import Vote as Vote
    from coincide.categorize.vote import group_by as group_by
    from coincide.categorize.vote import vote_on_counting as vote_on_counting

__getattr__, __dir__ = lazy_exports(__name__)
