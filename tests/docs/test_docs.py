"""The documentation holds: links resolve, commands and settings are described, code runs, versions agree."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import pytest
from command_help import commands_of, write_commands
from pydantic import BaseModel

from benchmarks.synthetic import write_long_recording
from coincide.annotations import RecordingSpan, write_annotations
from coincide.catalog.sqlite.migrations import newest_catalog
from coincide.cli.app import app
from coincide.learned.settings import LearnSettings
from coincide.web.app import openapi_document
from coincide.workflow.opened import Catalog

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
LIBRARY_PAGES = [page for where in ("*.md", "*/*.md", "*/docs/**/*.md") for page in ROOT.glob(f"libraries/{where}")]
EXAMPLES = sorted(
    path.relative_to(ROOT).as_posix() for where in ("", "*/*/") for path in ROOT.glob(f"{where}examples/*.py")
)
PROJECTS = sorted(
    path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "pyproject.toml", *ROOT.glob("*/*/pyproject.toml"))
)
ALL_PAGES = sorted([*PAGES, *LIBRARY_PAGES])
NOT_FOR_USERS = {"CHANGELOG.md", "CONTRIBUTING.md"}
USER_PAGES = [page for page in PAGES if page.name not in NOT_FOR_USERS and page.parent.name != "decisions"]
BLOCKS = [
    (page.relative_to(ROOT).as_posix(), block)
    for page in ALL_PAGES
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
            "not given"
            if field.default is None
            else f"{field.default:g}"
            if isinstance(field.default, float)
            else field.default
        )
        rows.append(
            f"| `{name}` | {default} | {_range(name, properties[name], field.metadata)} | {field.description} |"
        )
    return "\n".join(rows)


def _is_of_a_removed_companion(link: str) -> bool:
    """A companion may be taken away without a change elsewhere."""
    named = re.search(r"companions/(?:([a-z]+)/)?", link)
    return named is not None and not (ROOT / "companions" / (named[1] or "")).is_dir()


def _all_text(pages: list[Path] = PAGES) -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `my_recordings`, a truth table and a catalog learned in a few steps."""
    place = tmp_path_factory.mktemp("docs")
    (place / "my_recordings").mkdir()
    sound = place / "my_recordings" / "night.wav"
    truth = write_long_recording(sound, duration_s=30, sample_rate_hz=16_000, calls_per_minute=80, snr_db=20, seed=1)
    write_annotations(place / "truth.csv", truth, [RecordingSpan(sound.name, str(sound), 30.0, 16_000)], format="csv")
    fast = {"embed": {"steps": 5, "baseline_steps": 0}, "categorize": {"steps": 5}}
    Catalog.learn(place / "my_recordings", settings=fast)
    return place


@pytest.fixture(scope="module")
def sources() -> set[str]:
    """All files of code in this repository, relative to it."""
    folders = ("src", "libraries", "web", "tests", "benchmarks", "examples", "scripts", "docs")
    files = {
        path for name in folders for path in (ROOT / name).rglob("*") if path.suffix in (".py", ".ts", ".mjs", ".css")
    }
    files |= set(ROOT.glob("*.py"))
    return {path.relative_to(ROOT).as_posix() for path in files if "node_modules" not in path.parts}


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_a_page_resolve(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if not link.startswith(("https://", "#"))]

    assert [link for link in inside if not ((page.parent / link).exists() or _is_of_a_removed_companion(link))] == []


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_sources_that_a_page_names_exist(page: Path, sources: set[str]) -> None:
    # NAME and STAGE stand for any of them.
    named = re.findall(r"`([\w./-]+\.(?:py|ts|mjs|css))`", page.read_text(encoding="utf-8"))
    named = [name for name in named if not re.search(r"NAME|STAGE", name)]
    assert [name for name in named if not any(f"/{one}".endswith(f"/{name}") for one in sources)] == []


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_no_path_of_one_machine(page: Path) -> None:
    found = re.findall(
        r"(?:^|[\s`\"'(])(?:/(?:home|Users|root|tmp|work|mnt|srv|opt)/|[A-Z]:\\)", page.read_text(encoding="utf-8")
    )

    assert found == []


@pytest.mark.parametrize("name", [name for name, _ in commands_of(app, "coincide")])
def test_a_command_is_documented(name: str) -> None:
    assert re.search(rf"(?:^    |^|`)(?:\$ )?{name}\b", _all_text(USER_PAGES), re.MULTILINE)


@pytest.mark.parametrize("command", [pytest.param(command, id=name) for name, command in commands_of(app, "coincide")])
def test_every_option_of_a_command_is_documented(command: click.Command) -> None:
    text = _all_text(USER_PAGES)
    of_settings = {f"--{stage}-{key.replace('_', '-')}" for stage in STAGES for key in _settings(stage).model_fields}
    options = [one for one in command.params if one.param_type_name == "option" and of_settings.isdisjoint(one.opts)]
    spellings = [[*one.opts, *one.secondary_opts] for one in options]
    assert [each for each in spellings if not any(re.search(rf"{one}(?![\w-])", text) for one in each)] == []


@pytest.mark.parametrize("name", [name for name in dir(Catalog) if not name.startswith("_")])
def test_every_member_of_a_catalog_is_documented(name: str) -> None:
    assert re.search(rf"\b(?:catalog|coincide|open_catalog\(.*\))\.{name}\b", _all_text(USER_PAGES))


def test_the_page_of_commands_holds_the_help_of_each(tmp_path: Path) -> None:
    write_commands(tmp_path / "commands.rst")
    page = (tmp_path / "commands.rst").read_text(encoding="utf-8")
    assert [name for name, _ in commands_of(app, "coincide") if f"    Usage: {name} " not in page] == []


def test_commands_in_the_docs_exist() -> None:
    known = {name for name, _ in commands_of(app, "coincide")} | {
        "coincide annotations",
        "coincide models",
        "coincide catalog",
    }
    written = re.findall(r"(?:^    |`)(coincide (?:annotations )?[a-z]+)\b", _all_text(), re.MULTILINE)

    assert sorted(set(written) - known) == []


def test_options_in_the_docs_exist() -> None:
    known = {option for _, command in commands_of(app, "coincide") for one in command.params for option in one.opts}
    known |= {
        option for _, command in commands_of(app, "coincide") for one in command.params for option in one.secondary_opts
    }
    known |= {
        "--help",
        "--version",
        "--stage-name",
        "--index-url",
        "--only",
        "--data",
        "--quick",
    }  # the last four are pip's and scripts/bench's
    known |= {"--dashboard-address", "--nthreads", "--nworkers", "--protocol", "--scheduler-file"}  # Dask's
    pages = [page for page in PAGES if page.name != "CONTRIBUTING.md" and not page.name.startswith("benchmarks")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)

    assert sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) - known) == []


@pytest.mark.parametrize("stage", STAGES)
def test_one_page_holds_the_settings_of_a_stage(stage: str) -> None:
    table = f"<!-- settings:{stage} -->\n{settings_table(stage)}\n<!-- /settings -->"

    assert _all_text(USER_PAGES).count(table) == 1


def test_indexes_of_the_catalog_are_those_that_its_page_lists() -> None:
    page = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| ([^|]+) \|", page, re.MULTILINE)
    with closing(newest_catalog()) as catalog:
        indexes = catalog.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        made = [
            (name, table, [row[2] for row in catalog.execute(f"PRAGMA index_info({name})")])
            for name, table in indexes.fetchall()
        ]
    assert sorted((name, table, re.findall(r"\w+", columns)) for name, table, columns in rows) == sorted(made)


def test_scripts_of_the_readme_can_be_run() -> None:
    named = set(re.findall(r"^scripts/[a-z]+", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert {"scripts/demo", "scripts/test"} <= {name for name in named if os.access(ROOT / name, os.X_OK)}


@pytest.mark.parametrize("folder", PROJECTS)
def test_the_changelog_tells_of_this_version(folder: str) -> None:
    place = ROOT / folder
    version = tomllib.loads((place / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## \[(.+?)\]", (place / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == version


@pytest.mark.parametrize("folder", PROJECTS)
def test_a_package_ships_its_types(folder: str) -> None:
    assert len(list((ROOT / folder / "src").glob("*/py.typed"))) == 1


@pytest.mark.parametrize("folder", PROJECTS)
def test_a_source_archive_holds_tests_examples_and_docs(folder: str) -> None:
    place = ROOT / folder
    settings = tomllib.loads((place / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    wanted = ("src", "tests", "examples", "benchmarks", "docs", "README.md", "CHANGELOG.md")
    there = {f"/{name}" for name in wanted if (place / name).exists()}
    assert len(there) > 5
    assert there - set(settings["targets"]["sdist"]["include"]) == set()


def test_the_citation_is_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_terms_of_the_glossary_are_sorted() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+?) \|", page.partition("## Terms")[2], re.MULTILINE)
    terms = [term.lower() for term in rows if term not in ("term", "---")]

    assert len(terms) > 80
    assert terms == sorted(terms)


def _unlisted(folder: Path, pages: list[Path]) -> list[str]:
    """Pages that the README of a folder does not link to."""
    links = set(re.findall(r"\]\(([^)#]+)", (folder / "README.md").read_text(encoding="utf-8")))
    named = [page.relative_to(folder).as_posix() for page in pages if page.name != "README.md"]
    return [page for page in named if page not in links]


def test_every_page_is_in_the_list_of_pages() -> None:
    docs = ROOT / "docs"
    assert _unlisted(docs, [*docs.glob("*.md"), *docs.glob("stages/*.md")]) == []


def test_the_menu_of_the_site_has_every_page() -> None:
    docs = ROOT / "docs"
    menu = (docs / "site" / "index.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\.\./([\w/-]+)>?$", menu, re.MULTILINE))
    pages = {
        page.relative_to(docs).with_suffix("").as_posix() for page in (*docs.glob("*.md"), *docs.glob("stages/*.md"))
    }
    assert pages - named == set()


def test_every_route_of_the_app_is_documented() -> None:
    rows = [
        f"| {method.upper()} | `{path}` | {operation['description'].splitlines()[0]} |"
        for path, operations in openapi_document()["paths"].items()
        for method, operation in operations.items()
    ]
    page = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
    table = page.partition("<!-- routes -->\n")[2].partition("<!-- /routes -->")[0]
    assert table.splitlines()[2:] == rows


@pytest.mark.parametrize("folder", ["docs/decisions", "examples"])
def test_every_file_is_in_the_list_of_its_folder(folder: str) -> None:
    place = ROOT / folder
    assert _unlisted(place, [path for path in place.glob("*") if path.suffix in {".md", ".py", ".ipynb"}]) == []


def test_a_decision_has_the_same_title_in_the_list_and_on_its_page() -> None:
    folder = ROOT / "docs" / "decisions"
    rows = re.findall(r"^\| \[(\d+)\]\((.+?)\) \| (.+) \|$", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    first_lines = {page: (folder / page).read_text(encoding="utf-8").partition("\n")[0] for _, page, _ in rows}
    assert first_lines == {page: f"# {number}: {title}" for number, page, title in rows}


def _distributions_imported_by(example: Path) -> set[str]:
    """Our distributions that a program imports: `coincide_rays` comes from `coincide-rays`."""
    tree = ast.parse(example.read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    return {name.partition(".")[0].replace("_", "-") for name in imported if name.startswith("coincide")}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_what_it_needs(example: str) -> None:
    head = re.match(r"# /// script\n((?:# .*\n)+?)# ///\n", (ROOT / example).read_text(encoding="utf-8"))
    assert head is not None
    wanted = tomllib.loads(re.sub(r"^# ", "", head[1], flags=re.MULTILINE))["dependencies"]
    # The product brings the library with it.
    imported = _distributions_imported_by(ROOT / example)
    ours = {name for name in wanted if name.startswith("coincide")}
    assert ours == (imported - {"coincide-smallworld"} if "coincide" in imported else imported)


def test_the_gallery_shows_a_small_picture_of_every_example() -> None:
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    programs = [path.name for path in (ROOT / "examples").glob("*") if path.suffix in {".py", ".ipynb"}]
    pictures = [ROOT / "docs" / "images" / "examples" / f"{Path(name).stem}.png" for name in programs]
    shown = {(ROOT / "examples" / link).resolve() for link in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page)}
    assert len(programs) > 5
    assert [picture.name for picture in pictures if picture not in shown] == []
    assert max(picture.stat().st_size for picture in pictures) < 100_000


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
