"""The types that the pages share with the server."""

from __future__ import annotations

import pytest
from page_tools import load_tool

bundle = load_tool("bundle")


@pytest.mark.slow
def test_the_types_of_the_pages_are_those_of_the_server() -> None:
    """Fails after a change of the server until ``python web/bundle.py types`` has been run."""
    assert bundle.write_types(only_check=True) == 0
