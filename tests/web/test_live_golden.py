"""The page's resampler is compared with golden values; these are what scipy says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

GOLDEN = Path(__file__).parents[2] / "web/src/live/sound/golden/resample.json"


def test_golden_values_of_the_resampler_are_scipys() -> None:
    for case in json.loads(GOLDEN.read_text(encoding="utf-8")):
        expected = resample_poly(np.array(case["input"]), case["to_hz"], case["from_hz"])
        np.testing.assert_allclose(case["output"], expected, atol=1e-7)
