"""A small whole table of each kind that a command reads."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coincide.annotations import READ_FORMATS, WRITTEN_FORMATS, RecordingSpan, read_annotations, write_annotations
from coincide.catalog.integrity.digest import leaf_digest, prove, root_digest
from coincide.records import Annotation
from coincide.survey import read_sites
from coincide.workflow.digest import DIGEST_FORMAT, PROOF_FORMAT, check_proof

_LABELS = ("trill", 'a "b", c', "zip; zap", "é", "")
_SPAN = RecordingSpan("r0.wav", "/data/r0.wav", 12.0, 16_000)
_ENDINGS = {
    "raven": ".txt",
    "audacity": ".txt",
    "textgrid": ".TextGrid",
    "jsonl": ".jsonl",
    "aoef": ".json",
    "parquet": ".parquet",
    "deepsqueak workbook": ".xlsx",
    "digest": ".json",
    "proof": ".json",
}
_DEEPSQUEAK = (
    *("File", "ID", "Label", "Accepted", "Score", "Begin Time (s)", "End Time (s)", "Call Length (s)"),
    *("Low Freq (kHz)", "High Freq (kHz)"),
)
_SITES = """\
site,latitude,longitude,recorder,timezone,start,end,habitat
moor,52.5,13.4,AM1,Europe/Berlin,2024-05-01,2024-05-31,wet
moor,52.5,13.4,AM2,+02:00,2024-05-01 18:30,,wet
"old oak, east",52.6,-13.5,AM3,UTC,,,dry
"""
_SONG_METER = """\
DATE,TIME,LAT,,LON,,POWER(V),TEMP(C),#FILES
2024-May-01,18:00:00,52.50000,N,13.40000,E,6.1,12.5,4
2024-May-01,19:00:00,52.50010,N,13.40010,E,6.0,11.0,4
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table.

    Attributes
    ----------
    format : of annotations, see `coincide.annotations.READ_FORMATS`; empty for others.
    read : as a command does; None where that needs a catalog.
    command : words before the table, of a command that reads it; annotations go to several.
    """

    ending: str
    whole: Callable[[], bytes]
    format: str = ""
    read: Callable[[Path], object] | None = None
    command: tuple[str, ...] = ()


def kinds() -> dict[str, Kind]:
    """Return all kinds by name."""
    annotations = {
        name: Kind(_ENDINGS.get(name, ".csv"), lambda name=name: _annotations(name), name, read_annotations)
        for name in READ_FORMATS
        if name in WRITTEN_FORMATS
    }
    others = {
        "deepsqueak": Kind(".csv", _deepsqueak, "deepsqueak", read_annotations),
        "deepsqueak workbook": Kind(".xlsx", _workbook, "deepsqueak", read_annotations),
        "sites": Kind(".csv", lambda: _SITES.encode(), read=read_sites, command=("sites",)),
        "song meter": Kind(".csv", lambda: _SONG_METER.encode(), read=read_sites, command=("sites",)),
        "digest": Kind(".json", _digest, command=("catalog", "digest", "--compare")),
        "proof": Kind(".json", _proof, read=check_proof, command=("catalog", "check-proof")),
    }
    missing = set(READ_FORMATS) - {kind.format for kind in (annotations | others).values()}
    assert not missing, f"a format that is never damaged: {missing}"
    return annotations | others


@cache
def _annotations(format: str) -> bytes:
    calls = [
        Annotation("r0.wav", number, number + 0.5, label, 100.0, 900.0, 0, 1 + number % 3, 0.5)
        for number, label in enumerate(_LABELS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table")
        write_annotations(path, calls, [_SPAN], format=format, layout="one")
        return path.read_bytes()


def _calls() -> list[list[object]]:
    return [
        ["r0 2024-05-01 03_15 PM.mat", n, label, n % 4 != 3, 0.9, n, n + 0.5, 0.5, 40.5, 80.0]
        for n, label in enumerate(_LABELS)
    ]


@cache
def _deepsqueak() -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([_DEEPSQUEAK, *_calls()])
    return text.getvalue().encode()


@cache
def _workbook() -> bytes:
    import openpyxl

    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in (_DEEPSQUEAK, *_calls()):
        book.worksheets[0].append(list(row))
    book.save(content)
    return content.getvalue()


def _records() -> list[bytes]:
    row = {"answer": "name", "name": "trill", "recording_id": 1, "onset_s": 1.0, "offset_s": 2.0, "who": "somebody"}
    return [json.dumps({"kind": "answer", "id": number, "row": row}).encode() for number in range(1, 6)]


def _digest() -> bytes:
    leaves = [leaf_digest(text) for text in _records()]
    records = [["answer", number, leaf.hex()] for number, leaf in enumerate(leaves, start=1)]
    return json.dumps({"format": DIGEST_FORMAT, "digest": root_digest(leaves).hex(), "records": records}).encode()


def _proof() -> bytes:
    leaves = [leaf_digest(text) for text in _records()]
    facts = {
        "format": PROOF_FORMAT,
        "digest": root_digest(leaves).hex(),
        "record": _records()[2].decode(),
        "index": 2,
        "n_records": len(leaves),
        "path": [each.hex() for each in prove(leaves, 2).path],
    }
    return json.dumps(facts).encode()
