"""What does not need torch does not wait for it."""

from __future__ import annotations

import front_door

WITHOUT_TORCH = (
    "import coincide.categorize",
    "from coincide.categorize import Assignment, Categorizer, CategorizeSettings, Head, Smoother, medoids",
    "from coincide.categorize import cosine_silhouette, kmeans, lay_out, pca_features",
)


def test_torch_is_not_imported() -> None:
    front_door.fail_if_torch_is_imported(*WITHOUT_TORCH)
