"""The documentation holds: links resolve, commands and settings are described, code runs, versions agree."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from coincide.annotations import RecordingSpan, write_csv
from coincide.cli.app import app
from coincide.recordings import write_long_recording
from coincide.workflow.opened import Catalog
from coincide.workflow.settings import LearnSettings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
BLOCKS = [
    (page.relative_to(ROOT).as_posix(), block)
    for page in PAGES
    for block in re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
]
RUNNABLE = [(page, block) for page, block in BLOCKS if "open_catalog" in block]
STAGES = sorted(LearnSettings.model_fields)


def _settings(stage: str) -> type[BaseModel]:
    model = LearnSettings.model_fields[stage].annotation
    assert isinstance(model, type)
    assert issubclass(model, BaseModel)
    return model


def _bounds(metadata: list[Any]) -> str:
    words = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}
    parts = [f"{words[key]} {getattr(one, key):g}" for one in metadata for key in words if hasattr(one, key)]
    return " ".join(parts)


def _range(name: str, schema: dict[str, Any], metadata: list[Any]) -> str:
    choices = [f"`{one}`" for part in (schema, *schema.get("anyOf", [])) for one in part.get("enum", [])]
    choices += ["a number from 0"] if name == "channels" else []
    return ", ".join(choices) or _bounds(metadata)


def settings_table(stage: str) -> str:
    """Return the table that the page of a stage must hold."""
    model = _settings(stage)
    properties = model.model_json_schema()["properties"]
    rows = ["| setting | default | range | meaning |", "| --- | --- | --- | --- |"]
    for name, field in model.model_fields.items():
        default = (
            "none"
            if field.default is None
            else f"{field.default:g}"
            if isinstance(field.default, float)
            else field.default
        )
        rows.append(
            f"| `{name}` | {default} | {_range(name, properties[name], field.metadata)} | {field.description} |"
        )
    return "\n".join(rows)


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def _is_of_a_removed_companion(link: str) -> bool:
    """A companion may be taken away without a change elsewhere."""
    named = re.search(r"companions/(?:([a-z]+)/)?", link)
    return named is not None and not (ROOT / "companions" / (named[1] or "")).is_dir()


def _all_text() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `my_recordings`, a truth table and a catalog learned in a few steps."""
    place = tmp_path_factory.mktemp("docs")
    (place / "my_recordings").mkdir()
    sound = place / "my_recordings" / "night.wav"
    truth = write_long_recording(sound, duration_s=30, sample_rate_hz=16_000, calls_per_minute=80, snr_db=20, seed=1)
    write_csv(place / "truth.csv", truth, [RecordingSpan(sound.name, str(sound), 30.0, 16_000)])
    fast = {"embed": {"steps": 5, "baseline_steps": 0}, "categorize": {"steps": 5}}
    Catalog.learn(place / "my_recordings", settings=fast)
    return place


@pytest.fixture(scope="module")
def sources() -> set[str]:
    """All files of code in this repository, relative to it."""
    folders = ("src", "web", "tests", "benchmarks", "examples", "scripts")
    files = {
        path for name in folders for path in (ROOT / name).rglob("*") if path.suffix in (".py", ".ts", ".mjs", ".css")
    }
    files |= set(ROOT.glob("*.py"))
    return {path.relative_to(ROOT).as_posix() for path in files if "node_modules" not in path.parts}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_a_page_resolve(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if not link.startswith(("https://", "#"))]

    assert [link for link in inside if not ((page.parent / link).exists() or _is_of_a_removed_companion(link))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_sources_that_a_page_names_exist(page: Path, sources: set[str]) -> None:
    # NAME and STAGE stand for any of them.
    named = re.findall(r"`([\w./-]+\.(?:py|ts|mjs|css))`", page.read_text(encoding="utf-8"))
    named = [name for name in named if not re.search(r"NAME|STAGE", name)]
    assert [name for name in named if not any(f"/{one}".endswith(f"/{name}") for one in sources)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_no_path_of_one_machine(page: Path) -> None:
    found = re.findall(
        r"(?:^|[\s`\"'(])(?:/(?:home|Users|root|tmp|work|mnt|srv|opt)/|[A-Z]:\\)", page.read_text(encoding="utf-8")
    )

    assert found == []


@pytest.mark.parametrize("name", [name for name, _ in _commands(app, "coincide")])
def test_a_command_is_documented(name: str) -> None:
    assert re.search(rf"\b{name}\b", _all_text())


def test_commands_in_the_docs_exist() -> None:
    known = {name for name, _ in _commands(app, "coincide")} | {"coincide annotations", "coincide models"}
    written = re.findall(r"(?:^    |`)(coincide (?:annotations )?[a-z]+)\b", _all_text(), re.MULTILINE)

    assert sorted(set(written) - known) == []


def test_options_in_the_docs_exist() -> None:
    known = {option for _, command in _commands(app, "coincide") for one in command.params for option in one.opts}
    known |= {
        option for _, command in _commands(app, "coincide") for one in command.params for option in one.secondary_opts
    }
    known |= {"--help", "--version", "--stage-name", "--index-url"}  # the last one is pip's
    pages = [page for page in PAGES if page.name != "CONTRIBUTING.md" and not page.name.startswith("benchmarks")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)

    assert sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) - known) == []


@pytest.mark.parametrize("stage", STAGES)
def test_the_page_of_a_stage_holds_its_settings(stage: str) -> None:
    page = (ROOT / "docs" / "stages" / f"{stage}.md").read_text(encoding="utf-8")

    assert f"<!-- settings:{stage} -->\n{settings_table(stage)}\n<!-- /settings -->" in page


def test_scripts_of_the_readme_can_be_run() -> None:
    named = set(re.findall(r"^scripts/[a-z]+", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert {"scripts/demo", "scripts/test"} <= {name for name in named if os.access(ROOT / name, os.X_OK)}


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == version


def test_terms_of_the_glossary_are_sorted() -> None:
    rows = re.findall(r"^\| (.+?) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    terms = [term.lower() for term in rows if term not in ("term", "---")]

    assert terms == sorted(terms)


def test_core_dependencies_are_argued_for() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    page = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")

    assert [name for one in wanted if f"\n| {(name := re.split('[^a-z0-9-]', one)[0])} |" not in page] == []


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=[page for page, _ in BLOCKS])
def test_python_in_the_docs_compiles(page: str, block: str) -> None:
    assert compile(block, page, "exec") is not None


@pytest.mark.slow
@pytest.mark.parametrize(("page", "block"), RUNNABLE, ids=[page for page, _ in RUNNABLE])
def test_python_in_the_docs_runs(page: str, block: str, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny_folder)
    names: dict[str, object] = {}
    exec(compile(block, page, "exec"), names)

    assert isinstance(names["catalog"], Catalog)
