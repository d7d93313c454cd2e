"""Names that a package imports on first use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from coincide import embed


def test_a_package_offers_the_names_that_its_source_imports_for_type_checkers() -> None:
    assert {"Encoder", "EmbedSettings"} <= set(dir(embed))


def test_a_name_is_that_of_the_module_that_defines_it() -> None:
    from coincide.embed.settings import EmbedSettings

    assert embed.EmbedSettings is EmbedSettings


def test_what_a_package_imports_for_itself_is_not_offered() -> None:
    assert "lazy_exports" not in dir(embed)


def test_scripts_catch_errors_by_a_name_of_the_package() -> None:
    code = "import coincide; print(issubclass(coincide.errors.InputError, coincide.CoincideError))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "True\n"


def test_a_name_that_nobody_defines_is_refused() -> None:
    with pytest.raises(AttributeError, match=r"module `coincide\.embed` has no attribute `Nothing`"):
        _ = embed.Nothing


def test_importing_a_package_imports_none_of_its_modules() -> None:
    code = "import sys, coincide.embed; print([name for name in sys.modules if name.startswith('coincide.embed.')])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
