"""Parquet: one table with typed columns, for R, Python, DuckDB and Spark. Needs the extra `tables`.

Columns as in `csv_table`, with ``channel`` and those of `provenance`; ``time_utc`` is a time in microseconds,
``latitude`` and ``longitude`` are degrees (WGS 84). Unknown values are null.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from coincide.annotations.exchange.typed import band_of, channel_of, confidence_of, span_of, text_of
from coincide.annotations.provenance import COINCIDE_LABEL, FAINT, local_text
from coincide.annotations.spans import Group, RecordingSpan
from coincide.annotations.wording import one_line, parse_category
from coincide.errors import AnnotationError, MissingPackageError
from coincide.records import Annotation
from coincide.wording import quotable


def format_parquet(groups: Sequence[Group]) -> bytes:
    """Return a Parquet file.

    Raises
    ------
    MissingPackageError
        If `pyarrow` is not installed.
    """
    arrow = _arrow()
    rows = [_facts(span, one) for span, group in groups for one in group]
    is_faint = any(row[FAINT] is not None for row in rows)
    types = {**_TYPES, FAINT: "float64"} if is_faint else _TYPES
    columns = {name: [row[name] for row in rows] for name in types}
    schema = arrow.schema([(name, _type(arrow, kind)) for name, kind in types.items()])
    out = io.BytesIO()
    importlib.import_module("pyarrow.parquet").write_table(arrow.table(columns, schema=schema), out)
    return out.getvalue()


def read_parquet(path: Path) -> list[Annotation]:
    """Read a Parquet file with the columns that `format_parquet` writes; only the times must be there.

    Raises
    ------
    AnnotationError
        If the file is no Parquet, or the columns ``start_s`` and ``end_s`` are missing.
    MissingPackageError
        If `pyarrow` is not installed.
    """
    arrow = _arrow()
    try:
        return [_annotation(row) for row in _rows(path)]
    except (OSError, MemoryError, arrow.ArrowException) as error:
        raise AnnotationError(
            f"{path}: expected a Parquet file, got: {quotable(str(error))}. Write it again."
        ) from None
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise AnnotationError(
            f"{path}: expected the columns `start_s` and `end_s` in seconds, got a table with missing or wrong "
            f"{quotable(str(error))}. Rename or correct the columns."
        ) from None


def _rows(path: Path) -> list[dict[str, Any]]:
    """Read the columns that are known; `MemoryError` where a few bytes of a file stand for too many rows."""
    file = importlib.import_module("pyarrow.parquet").ParquetFile(path)
    if file.metadata.num_rows > _MOST_ROWS:
        raise MemoryError(f"{file.metadata.num_rows} rows, but at most {_MOST_ROWS} are read")
    known = [name for name in dict.fromkeys(file.schema_arrow.names) if name in _READ]
    return file.read(columns=known).to_pylist()


_MOST_ROWS = 5_000_000
_TYPES = {
    **dict.fromkeys(("recording",), "string"),
    **dict.fromkeys(("start_s", "end_s", "low_hz", "high_hz"), "float64"),
    **dict.fromkeys(("channel", "category"), "int32"),
    **dict.fromkeys(("label", "event_id"), "string"),
    **dict.fromkeys(("confidence", "snr_db"), "float64"),
    "time_utc": "time",
    **dict.fromkeys(("time_local", "site"), "string"),
    **dict.fromkeys(("latitude", "longitude"), "float64"),
    **dict.fromkeys(("model", "version", COINCIDE_LABEL), "string"),
}
_READ = frozenset(
    (
        *("recording", "start_s", "end_s", "low_hz", "high_hz", "channel", "category", "label", "confidence"),
        COINCIDE_LABEL,
    )
)


def _arrow() -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ImportError:
        otherwise = "choose the format `csv`"
        raise MissingPackageError.of("Parquet needs", "pyarrow", extra="tables", otherwise=otherwise) from None


def _type(arrow: Any, kind: str) -> Any:
    return arrow.timestamp("us", tz="UTC") if kind == "time" else getattr(arrow, kind)()


def _facts(span: RecordingSpan, one: Annotation) -> dict[str, Any]:
    at = span.time_at(one.onset_s)
    return {
        "recording": one_line(span.name),
        "start_s": one.onset_s,
        "end_s": one.offset_s,
        "low_hz": one.low_hz,
        "high_hz": one.high_hz,
        "channel": one.channel,
        "category": one.category,
        "label": one_line(one.label) or None,
        "event_id": one.event_id or None,
        "confidence": one.confidence,
        "snr_db": one.snr_db,
        "time_utc": _utc(at),
        "time_local": local_text(at) or None,
        "site": one_line(span.site) or None,
        "latitude": span.latitude,
        "longitude": span.longitude,
        "model": one.model or None,
        "version": one.version or None,
        COINCIDE_LABEL: one_line(one.coincide_label or "") or None,
        FAINT: one.faint_false_share,
    }


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None or at.tzinfo is None else at.astimezone(UTC)


def _annotation(row: dict[str, Any]) -> Annotation:
    onset_s, offset_s = span_of(row["start_s"], row["end_s"])
    low_hz, high_hz = band_of(row.get("low_hz"), row.get("high_hz"))
    category = row.get("category")
    return Annotation(
        recording=text_of(row.get("recording"), name="recording"),
        onset_s=onset_s,
        offset_s=offset_s,
        label=text_of(row.get("label"), name="label"),
        low_hz=low_hz,
        high_hz=high_hz,
        channel=channel_of(row.get("channel")),
        is_channel_known=row.get("channel") is not None,
        category=None if category is None else parse_category(str(category), "")[0],
        confidence=confidence_of(row.get("confidence")),
        coincide_label=text_of(row[COINCIDE_LABEL], name=COINCIDE_LABEL) if COINCIDE_LABEL in row else None,
    )
