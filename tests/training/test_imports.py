"""Fitting does not wait for what it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

FIT = """
import sys, torch
from coincide.training import Adam, Plan, run

network = torch.nn.Linear(3, 2)
run(network, plan=Plan(n_steps=2, learning_rate=0.1), loss_at=lambda step, state: network(torch.ones(4, 3)).sum())
weights = torch.ones(3, requires_grad=True)
weights.sum().backward()
Adam(weights, learning_rate=0.1).step()
sys.exit("torch._dynamo" in sys.modules)
"""


@pytest.mark.slow
def test_the_compiler_of_torch_is_not_imported() -> None:
    assert subprocess.run([sys.executable, "-c", FIT], check=False).returncode == 0
