"""What `coincide` lists, and how fast it can."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import get_args

import click
import front_door
import pytest
from command_line import COMMANDS, run

import coincide
from coincide import cli
from coincide.annotations import READ_FORMATS, WRITTEN_FORMATS
from coincide.cli import app
from coincide.cli.options import shared as shared_options
from coincide.embed import Device

PROBE = """
import sys
from coincide.cli.app import app
app(["--help"], standalone_mode=False)
print(",".join(sorted({"torch", "numpy", "pydantic", "rich", "scipy"} & set(sys.modules))), file=sys.stderr)
"""


def test_help_imports_nothing_heavy() -> None:
    result = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert result.stderr.strip() == ""


def test_importing_the_package_imports_nothing_heavy() -> None:
    probe = "import sys, coincide; print({'torch', 'numpy', 'click'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_help_lists_every_command() -> None:
    output = run("--help").output
    assert [name for name in app.COMMANDS if f"\n  {name} " not in output] == []


@pytest.mark.parametrize("name", app.COMMANDS)
def test_a_module_defines_the_command_it_is_listed_for(name: str) -> None:
    assert importlib.import_module(app.COMMANDS[name][0]).command.name == name


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    result = run(*command, "-h")
    assert (result.exit_code, result.output.startswith(f"Usage: coincide {' '.join(command)} ")) == (0, True)


@pytest.mark.parametrize("command", [each for each in COMMANDS if each != ("annotations",)], ids=" ".join)
@pytest.mark.parametrize("option", ["--json", "--catalog", "--debug"])
def test_every_command_has_the_shared_options(command: tuple[str, ...], option: str) -> None:
    assert option in run(*command, "--help").output


def test_an_unknown_command_is_wrong_usage() -> None:
    assert run("lern").exit_code == 2


def test_the_version_is_that_of_the_package() -> None:
    assert run("--version").output == f"coincide {coincide.__version__}\n"


def test_formats_are_those_of_annotations() -> None:
    assert set(shared_options.WRITTEN_FORMATS) == set(WRITTEN_FORMATS)
    assert set(shared_options.READ_FORMATS) == set(READ_FORMATS)


def test_devices_are_those_of_embed() -> None:
    assert get_args(Device) == shared_options.DEVICES


def test_the_terminal_lists_its_modules() -> None:
    assert front_door.listed_modules(cli) == front_door.present_modules(cli)


def test_names_of_the_package_are_exported() -> None:
    assert front_door.exported_names(coincide) == front_door.public_names(coincide)


def test_names_of_the_package_are_documented() -> None:
    assert [
        name for name in front_door.exported_names(coincide) - {"Catalog"} if name not in str(coincide.__doc__)
    ] == []


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute `lern`"):
        _ = coincide.lern


def test_every_option_has_help() -> None:
    commands = [importlib.import_module(module).command for module, _ in app.COMMANDS.values()]
    commands += [inner for each in commands if isinstance(each, click.Group) for inner in each.commands.values()]
    options = [each for command in commands for each in command.params if isinstance(each, click.Option)]
    assert [option.name for option in options if not option.help] == []
