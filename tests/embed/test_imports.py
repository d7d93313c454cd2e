"""What does not need torch does not wait for it."""

from __future__ import annotations

import front_door
import pytest

import coincide.embed

WITHOUT_TORCH = (
    "import coincide.embed",
    "from coincide.embed import EmbedSettings, STEPS_PER_MINUTE",
    "from coincide.embed import Centers, add_scale, center, fit_centers, pool_sources",
    "from coincide.embed import embed_without_torch",
)


def test_torch_is_not_imported() -> None:
    front_door.fail_if_torch_is_imported(*WITHOUT_TORCH)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module `coincide.embed` has no attribute `train`"):
        _ = coincide.embed.train  # type: ignore[attr-defined]
