"""Stage 5: categories, found without labels.

In: embeddings (n, dim), centred, unit rows. Out: a category and a certainty per event. Names are imported on first use;
only fitting brings in torch.

- `settings`: how many, how strict.
- `smooth`: averages over neighbors in a reference set.
- `count`: how many categories there are.
- `entropy`: the clustering loss.
- `head`, `fit_head`: prototypes, one per category.
- `assign`: a category and a certainty for each event.
- `fit`: finding the categories.
- `stability`: whether their number can be trusted.
- `baseline`: textbook methods to compare with.
- `layout`: a map in two dimensions.
"""

from typing import TYPE_CHECKING

from coincide.lazy import lazy_exports

if TYPE_CHECKING:
    from coincide.categorize.assign import UNSURE as UNSURE
    from coincide.categorize.assign import Assignment as Assignment
    from coincide.categorize.assign import Categorizer as Categorizer
    from coincide.categorize.assign import medoids as medoids
    from coincide.categorize.baseline import kmeans as kmeans
    from coincide.categorize.baseline import pca_features as pca_features
    from coincide.categorize.count import cosine_silhouette as cosine_silhouette
    from coincide.categorize.entropy import EntropyClusteringLoss as EntropyClusteringLoss
    from coincide.categorize.fit import fit_categories as fit_categories
    from coincide.categorize.head import Head as Head
    from coincide.categorize.layout import lay_out as lay_out
    from coincide.categorize.settings import CategorizeSettings as CategorizeSettings
    from coincide.categorize.smooth import Smoother as Smoother
    from coincide.categorize.stability import Stability as Stability
    from coincide.categorize.stability import measure_stability as measure_stability

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "UNSURE": "assign",
        "Assignment": "assign",
        "Categorizer": "assign",
        "medoids": "assign",
        "kmeans": "baseline",
        "pca_features": "baseline",
        "cosine_silhouette": "count",
        "EntropyClusteringLoss": "entropy",
        "fit_categories": "fit",
        "Head": "head",
        "lay_out": "layout",
        "CategorizeSettings": "settings",
        "Smoother": "smooth",
        "Stability": "stability",
        "measure_stability": "stability",
    },
)
