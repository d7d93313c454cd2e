"""What does not need torch does not wait for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

WITHOUT_TORCH = (
    "import coincide.categorize",
    "from coincide.categorize import Assignment, Categorizer, CategorizeSettings, Head, Smoother, medoids",
    "from coincide.categorize import cosine_silhouette, kmeans, lay_out, pca_features",
)


@pytest.mark.parametrize("statement", WITHOUT_TORCH)
def test_torch_is_not_imported(statement: str) -> None:
    code = f"import sys; {statement}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
