"""The scripts: that they parse, that they are listed, and that machines run what the README shows."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted(path for path in (ROOT / "scripts").iterdir() if path.suffix == "")
ALL = [*SCRIPTS, ROOT / ".ci" / "run"]
PARTS = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/*/pyproject.toml")]


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_bash_can_parse_it(script: Path) -> None:
    relative = script.relative_to(ROOT).as_posix()
    result = subprocess.run(["bash", "-n", relative], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_it_stops_at_the_first_error_unless_it_is_sourced(script: Path) -> None:
    assert ("set -euo pipefail" in script.read_text(encoding="utf-8")) == (script.name != "setup")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_list_of_scripts_names_it(script: Path) -> None:
    assert f"| `{script.name}` |" in (ROOT / "scripts" / "README.md").read_text(encoding="utf-8")


def test_machines_run_the_test_command_that_the_readme_shows() -> None:
    assert "scripts/test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "scripts/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_setup_says_which_python_it_needs(tmp_path: Path) -> None:
    command = "source scripts/setup; root=$1; set_up test"
    result = subprocess.run(
        ["bash", "-c", command, "bash", tmp_path.as_posix()],
        cwd=ROOT,
        env={**os.environ, "PYTHON": "no-such-python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "expected Python 3.11, 3.12 or 3.13, found none as no-such-python" in result.stderr


def test_every_package_has_its_place_among_the_layers() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter", encoding="utf-8")
    layers = config["importlinter:layers"]["layers"].replace("|", " ").replace(":", " ").split()
    source = ROOT / "src" / "coincide"
    parts = {path.parent.name for path in source.glob("*/__init__.py")} | {path.stem for path in source.glob("*.py")}
    assert {f"coincide.{part}" for part in parts - {"__init__", "__main__"}} == set(layers)


def _lay_python(folder: Path) -> Path:
    """Write a Python that finds every package installed, and notes in `calls` what else it is asked for."""
    folder.mkdir(parents=True)
    python = folder / "python"
    python.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "$*" >> "$(dirname "$0")/calls"\n', encoding="utf-8")
    python.chmod(0o755)
    return python


def _install(root: Path, *calls: str) -> list[str]:
    """Run `set_up` calls on a project whose Python only notes what pip is asked for; returns the packages asked for."""
    _lay_python(root / ".venv" / "bin")
    return _noted(root, *calls)


def _noted(root: Path, *calls: str) -> list[str]:
    python = root / ".venv" / "bin" / "python"
    (root / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    (root / "constraints.txt").write_text("", encoding="utf-8")
    command = f"set -euo pipefail; source scripts/setup; root=$1; {'; '.join(calls)}"
    subprocess.run(["bash", "-c", command, "bash", root.as_posix()], cwd=ROOT, capture_output=True, check=True)
    noted = python.with_name("calls")
    return [line.split()[-1] for line in noted.read_text(encoding="utf-8").splitlines()] if noted.exists() else []


def test_setup_without_extras_installs_the_core(tmp_path: Path) -> None:
    assert _install(tmp_path, "set_up") == ["."]


def test_setup_installs_the_extras_that_it_is_given(tmp_path: Path) -> None:
    assert _install(tmp_path, "set_up export keras") == [".[export,keras]"]


def test_setup_installs_the_groups_that_it_is_given(tmp_path: Path) -> None:
    _install(tmp_path, "set_up test export check")
    noted = (tmp_path / ".venv" / "bin" / "calls").read_text(encoding="utf-8")
    assert "--group ./pyproject.toml:test --group ./pyproject.toml:check --editable .[export]" in noted


def test_setup_installs_nothing_twice(tmp_path: Path) -> None:
    assert _install(tmp_path, "set_up test", "set_up test", "set_up") == ["."]


def test_setup_brings_a_pip_that_knows_groups(tmp_path: Path) -> None:
    old = 'case "$2" in *pip.__version__*) exit 1;; esac; '
    python = _lay_python(tmp_path / ".venv" / "bin")
    python.write_text(python.read_text(encoding="utf-8").replace("[ ", old + "[ ", 1), encoding="utf-8")
    assert _noted(tmp_path, "set_up test") == ["pip>=25.1", "."]


@pytest.mark.parametrize("part", ["pyproject.toml", *PARTS])
def test_what_only_developers_need_is_a_group_and_no_extra(part: str) -> None:
    table = tomllib.loads((ROOT / part).read_text(encoding="utf-8"))
    of_developers = {"test", "check", "bench", "docs"}
    assert of_developers & set(table["project"].get("optional-dependencies", {})) == set()
    assert "test" in table["dependency-groups"]


def test_setup_installs_anew_when_the_project_has_changed(tmp_path: Path) -> None:
    assert _install(tmp_path, "set_up", 'echo "# changed" >> "$root/pyproject.toml"', "set_up") == [".", "."]


def test_setup_builds_the_pages_for_whoever_needs_them(tmp_path: Path) -> None:
    assert _install(tmp_path, "set_up web", "set_up") == [".[web]", "has-node", "build"]


def test_setup_installs_anew_when_the_constraints_have_changed(tmp_path: Path) -> None:
    assert _install(tmp_path, "set_up", 'echo "numpy==9" >> "$root/constraints.txt"', "set_up") == [".", "."]


def test_the_newest_releases_have_an_environment_of_their_own(tmp_path: Path) -> None:
    _lay_python(tmp_path / ".venv-newest" / "bin")
    assert _install(tmp_path, "COINCIDE_NEWEST=1 set_up test") == []
    (call,) = (tmp_path / ".venv-newest" / "bin" / "calls").read_text(encoding="utf-8").splitlines()
    assert "--upgrade --upgrade-strategy eager" in call and "--constraint" not in call


def test_setup_installs_the_releases_of_the_constraints(tmp_path: Path) -> None:
    _install(tmp_path, "set_up")
    assert "--constraint constraints.txt" in (tmp_path / ".venv" / "bin" / "calls").read_text(encoding="utf-8")


def test_an_active_environment_with_coincide_is_used(tmp_path: Path) -> None:
    active = _lay_python(tmp_path / "active" / "bin")
    use = f'PATH="{active.parent}:$PATH" VIRTUAL_ENV="{active.parents[1]}" reuse_or_set_up web; echo "$python" > used'
    assert _install(tmp_path, use) == []
    assert (tmp_path / "used").read_text(encoding="utf-8") == f"{active}\n"


def _said(root: Path, command: str) -> str:
    """What a function of `setup` prints for a project at `root`, and how it ends."""
    text = f"source scripts/setup; root=$1; cd $1; {command} && echo yes || echo no"
    run = subprocess.run(
        ["bash", "-c", text, "bash", root.as_posix()], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return run.stdout


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """A project with a library, a companion, and a folder that is neither."""
    for name in ("libraries/near", "companions/far", "libraries/empty"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("libraries/near", "companions/far"):
        (tmp_path / name / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


def test_libraries_and_companions_are_parts(parts: Path) -> None:
    assert _said(parts, "parts") == "libraries/near\ncompanions/far\nyes\n"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("near", "libraries/near\nyes\n"),
        ("far", "companions/far\nyes\n"),
        ("empty", "no\n"),
        ("../x", "no\n"),
        ("", "no\n"),
    ],
)
def test_a_part_is_found_by_its_name(parts: Path, name: str, answer: str) -> None:
    assert _said(parts, f"part_folder '{name}'") == answer


@pytest.mark.parametrize(("wishes", "n_calls"), [('dependencies = ["torch>=2"]', 1), ('dependencies = ["numpy"]', 0)])
def test_a_part_that_needs_torch_gets_the_small_build(parts: Path, wishes: str, n_calls: int) -> None:
    (parts / "companions/far/pyproject.toml").write_text(f"[project]\n{wishes}\n", encoding="utf-8")
    said = _install(
        parts, "install_small_torch() { echo small torch >> $venv/bin/calls; }", "set_up_part companions/far"
    )
    assert said.count("torch") == n_calls


def test_setup_installs_the_libraries_with_the_product(parts: Path) -> None:
    _install(parts, "set_up")
    assert "--editable ./libraries/near --editable ." in (parts / ".venv" / "bin" / "calls").read_text(encoding="utf-8")


def test_all_parts_are_installed_with_the_product_in_one_call(parts: Path) -> None:
    _install(
        parts, "set_up_all test", "set_up_all test", "set_up_part libraries/near test", "set_up_part companions/far"
    )
    (call,) = (parts / ".venv" / "bin" / "calls").read_text(encoding="utf-8").splitlines()
    for folder in (".", "./libraries/near", "./companions/far"):
        assert f"--group {folder}/pyproject.toml:test --editable {folder}" in call


def test_a_part_that_has_changed_is_installed_again(parts: Path) -> None:
    change = 'echo "# changed" >> libraries/near/pyproject.toml'
    assert (
        _install(parts, "set_up_part libraries/near", change, "set_up_part libraries/near") == ["./libraries/near"] * 2
    )


def test_what_runs_at_once_says_everything_and_fails_if_one_fails(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    command = "python=$2; at_once 'cd far && echo one; echo two >&2' 'echo three; false' 'test -d far'"
    run = subprocess.run(
        ["bash", "-c", f"source scripts/setup; cd $1; {command}", "bash", tmp_path.as_posix(), sys.executable],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert run.stdout in ("one\ntwo\nthree\n", "three\none\ntwo\n")


def test_what_runs_alone_sees_packages_but_no_links_to_what_is_ours(tmp_path: Path) -> None:
    venv.create(tmp_path / ".venv", with_pip=False)
    [packages] = (tmp_path / ".venv").glob("lib/python*/site-packages")
    for folder, module in (
        (packages, "bought"),
        (tmp_path / "product", "ours"),
        (tmp_path / "library" / "src", "part"),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{module}.py").touch()
    (packages / "link.pth").write_text(str(tmp_path / "product"), encoding="utf-8")
    seen = "from importlib.util import find_spec; print(*(m for m in ('bought', 'ours', 'part') if find_spec(m)))"
    command = "set -euo pipefail; source scripts/setup; root=$1; cd $1; venv=.venv; find_venv_python"
    outputs = [
        subprocess.run(
            ["bash", "-c", f'{command}; {run} -c "$2"', "bash", tmp_path.as_posix(), seen],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for run in ('"$python"', "run_alone library")
    ]
    assert outputs == [["bought", "ours"], ["bought", "part"]]


@pytest.mark.slow
@pytest.mark.parametrize(("fails", "code"), [("once", 0), ("always", 1)])
def test_what_fails_beside_others_gets_one_more_try(tmp_path: Path, fails: str, code: int) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    scripts.joinpath("test").write_bytes((ROOT / "scripts" / "test").read_bytes())
    nothing = "set_up() { :; }; make_alone() { :; }; parts() { :; }; part_folder() { return 1; }"
    scripts.joinpath("setup").write_text(f"python={sys.executable!r} root=$PWD; {nothing}", encoding="utf-8")
    tmp_path.joinpath("test_unsteady.py").write_text(
        "from pathlib import Path\n"
        "def test_it():\n"
        f"    is_first = {fails == 'always'} or not Path('tried').exists()\n"
        "    Path('tried').touch()\n"
        "    assert not is_first\n",
        encoding="utf-8",
    )
    # Others take longer to load than the test to run.
    plugins = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-p xdist"}
    result = subprocess.run(
        ["bash", "scripts/test"],
        cwd=tmp_path,
        env={**os.environ, **plugins},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == code
    assert result.stdout.count("FAILED test_unsteady.py::test_it") == 1 + code
    assert "once more, one after another" in result.stderr
