"""What does not need torch does not wait for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import coincide.embed

WITHOUT_TORCH = (
    "import coincide.embed",
    "from coincide.embed import EmbedSettings, STEPS_PER_MINUTE",
    "from coincide.embed import Centers, add_scale, center, fit_centers, pool_sources",
    "from coincide.embed import embed_without_torch",
)


@pytest.mark.parametrize("statement", WITHOUT_TORCH)
def test_torch_is_not_imported(statement: str) -> None:
    code = f"import sys; {statement}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module `coincide.embed` has no attribute `train`"):
        _ = coincide.embed.train  # type: ignore[attr-defined]
