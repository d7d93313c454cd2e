"""Both back ends, for the tests of their protocol."""

from __future__ import annotations

import pytest

from coincide_bitcoin.backend import PURE
from coincide_bitcoin.backend.libsecp256k1 import LIBSECP256K1


@pytest.fixture(params=[PURE, LIBSECP256K1], ids=lambda backend: backend.name)
def backend(request):
    return request.param
