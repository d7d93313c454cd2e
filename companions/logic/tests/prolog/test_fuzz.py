"""Programs and queries of chance."""

from __future__ import annotations

import random

from fuzz import outcomes


def test_bytes_of_chance_give_a_value_or_a_named_error():
    assert outcomes(random.Random(4), 1500) == 1500
