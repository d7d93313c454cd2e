"""The documentation as a site: every Markdown page of the repository, and a reference from docstrings and `--help`.

`scripts/docs` runs it, from the root of the repository.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))
from command_help import write_commands
from reference import write_reference

project = "coincide"
author = "The coincide developers"
root_doc = "docs/site/index"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
include_patterns = ["*.md", "*/*.md", "docs/**", "libraries/**", "companions/**", "examples/**.md"]
exclude_patterns = ["**/.*", "**/node_modules", "**/src", "**/tests", "**/pyproject.toml", "web/**"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
html_theme = "furo"
html_title = "coincide"
html_show_sphinx = False

default_role = "code"  # single backticks are code, as in Markdown
myst_heading_anchors = 4
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_ivar = True  # objects of one class would each describe its attributes as theirs
# Docstrings are written for the terminal, too, where |a - p| and *args are plain text. Broken links are not suppressed.
suppress_warnings = ["docutils", "autodoc", "toc.not_included", "toc.not_readable", "misc.highlighting_failure"]
# Names of one kind in several packages, and what scikit-learn's own docstrings refer to.
suppress_warnings += ["ref.python", "ref.ref", "ref.term"]

_SECTION = re.compile(r"(Parameters|Attributes|Returns|Raises|Yields)$")
_ENTRY = re.compile(r"(?P<names>[\w*.]+(?:, [\w*.]+)*) : (?P<meaning>\S.*)$")


def _give_meanings_lines(_app: Sphinx, _what: str, _name: str, _it: object, _options: object, lines: list[str]) -> None:
    """Turn ``name : meaning`` into a name and an indented meaning: numpydoc would take the meaning for a type."""
    is_in_section = False
    for at, line in reversed(list(enumerate(lines))):
        is_in_section = any(_SECTION.match(before) for before in lines[:at])
        entry = _ENTRY.match(line)
        if entry and is_in_section:
            lines[at : at + 1] = [entry["names"], "    " + entry["meaning"]]


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-docstring", _give_meanings_lines, priority=100)
    app.connect("builder-inited", _write_pages)


def _write_pages(app: Sphinx) -> None:
    folder = Path(app.srcdir) / "docs" / "site" / "reference"
    write_reference(folder)
    write_commands(folder / "commands.rst")
