"""Pictures are embedded some at a time, on any worker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coincide.embed import embed_without_torch, fit_plain
from coincide.embed.encoder import Encoder
from coincide.execute import Workers, open_executor
from coincide.tensor_files import save_tensors
from coincide.workflow.listen.embedding import embed_pictures
from coincide.workflow.listen.pictures import Pictures
from coincide.workflow.progress import Silent

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("workers", [None, 2])
def test_parts_give_what_all_at_once_give(workers: Workers, tmp_path: Path) -> None:
    patches = np.random.default_rng(0).integers(0, 256, (1300, 32, 32), dtype=np.uint8)
    shards = (tmp_path / "first", tmp_path / "second")
    for shard, part in zip(shards, (patches[:1000], patches[1000:]), strict=True):
        save_tensors(shard, {"patches": part}, {})
    weights = {name: tensor.numpy() for name, tensor in Encoder().state_dict().items()}
    plain = fit_plain(patches, seed=0)
    with open_executor(workers) as executor:
        learned, rows = embed_pictures(Pictures(shards), weights, plain, executor=executor, stage=Silent())
    assert np.allclose(learned, embed_without_torch(weights, patches), atol=1e-6)
    assert np.allclose(rows, plain.rows(patches), atol=1e-6)
