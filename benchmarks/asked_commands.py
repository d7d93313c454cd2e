"""Commands that ask a catalog and leave it as it is: what attacks on damaged catalogs type, and what comes of it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from benchmarks.session import SOUNDS
from coincide.workflow.survey.sites import sites
from coincide.workflow.validate.session import Validation

OUT = "out"
"""Name of the folder of what commands write."""
_N_CHECKED = 3
_TIME = re.compile(rb'"created": "[^"]*"')
_WITH_DIGESTS = ("manifest.json", "offline.js")
"""What holds digests of files that hold a time."""


def asked_commands(folder: Path) -> dict[str, list[str]]:
    """Return commands by name, all but the catalog; sounds and truth lie in `folder`, and files are written there."""
    sound, truth, out = str(folder / "sounds" / SOUNDS[0]), str(folder / "truth.csv"), folder / OUT
    like_this = ["search", sound, "--at", "3", "--for", "0.4"]
    return {
        "info": ["info"],
        "search": like_this,
        "search by frames": [*like_this, "--metric", "dtw"],
        "recognize": ["recognize", sound, "--categories", "--out", str(out / "calls.csv"), "--format", "csv"],
        "evaluate": ["evaluate", truth],
        "annotations export": ["annotations", "export", "--out", str(out / "tables"), "--format", "raven"],
        "parse": ["parse"],
        "sites": ["sites"],
        "summary": ["summary", "--by", "hour,name", "--out", str(out / "counts.csv")],
        "validate": ["validate", "--result"],
        "clips": ["clips", "--n", "2", "--out", str(out / "clips")],
        "plot diel": ["plot", "diel", "--out", str(out / "diel.svg")],
        "plot sheet": ["plot", "sheet", "--n", "1", "--out", str(out / "sheet.png")],
        "catalog digest": ["catalog", "digest", "--out", str(out / "labels.json")],
        "catalog prove": ["catalog", "prove", "1", "--out", str(out / "proof.json")],
    }


def survey(catalog: Path) -> None:
    """Say where its recordings were made, and check some events, so that there is something to ask about."""
    sites(catalog, timezone="UTC", who="somebody")
    checking = Validation(catalog, names=["up"], n=2 * _N_CHECKED, who="somebody")
    for number in range(_N_CHECKED):
        checking.answer("no" if number else "yes")


def clear(folder: Path) -> None:
    """Make an empty place for files."""
    for path in sorted((folder / OUT).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (folder / OUT).mkdir(exist_ok=True)


def written(folder: Path) -> dict[str, str]:
    """Return the digest of each file that a command wrote, without the time when it was made."""
    place = folder / OUT
    return {
        path.relative_to(place).as_posix(): hashlib.sha256(_TIME.sub(b"", path.read_bytes())).hexdigest()
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.name not in _WITH_DIGESTS
    }
