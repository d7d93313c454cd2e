"""Stage 5: categories, found without labels.

In: embeddings (n, dim), centered, unit rows. Out: a category and a certainty for each event. Names are imported on
first use; only fitting imports torch.

- `settings`: number of categories, and how strict they are.
- `smooth`: embeddings averaged over their neighbors in a reference set.
- `silhouette`: how sharp categories are.
- `count`: the number of categories, by the cut of a tree.
- `join`: joins categories that changed copies of calls do not tell apart.
- `communities`: the number of categories, by communities in the graph of neighbors.
- `vote`: chooses between these two numbers.
- `chance`: tests whether there is more than one kind of call.
- `one_kind`: tests the same by changed copies; if they show no groups, all calls are one category.
- `soften`: lowers certainties where changed copies fall into other categories.
- `head`, `entropy_head`: prototypes, one per category, as arrays and as a layer of torch.
- `head_fitting`: moves prototypes to lower the clustering loss.
- `assign`: a category and a certainty for each event.
- `fit`: finds the categories, with all of these.
- `numbering`: numbers of categories, kept from model to model.
- `stability`: counts again without a fifth of the events.
- `followed`: two groups of recordings, if each category is heard in one of them only.
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
    from coincide.categorize.entropy_head import EntropyHead as EntropyHead
    from coincide.categorize.fit import fit_categories as fit_categories
    from coincide.categorize.followed import FollowedGroups as FollowedGroups
    from coincide.categorize.followed import groups_followed as groups_followed
    from coincide.categorize.head import Head as Head
    from coincide.categorize.head_fitting import fit_head as fit_head
    from coincide.categorize.layout import lay_out as lay_out
    from coincide.categorize.layout import place_events as place_events
    from coincide.categorize.numbering import keep_numbers as keep_numbers
    from coincide.categorize.settings import CategorizeSettings as CategorizeSettings
    from coincide.categorize.silhouette import cosine_silhouette as cosine_silhouette
    from coincide.categorize.smooth import Smoother as Smoother
    from coincide.categorize.stability import Stability as Stability
    from coincide.categorize.stability import measure_stability as measure_stability
    from coincide.categorize.vote import Vote as Vote
    from coincide.categorize.vote import group_by as group_by
    from coincide.categorize.vote import vote_on_counting as vote_on_counting

__getattr__, __dir__ = lazy_exports(__name__)
