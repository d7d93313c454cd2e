"""Results as one JSON object, for machines."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import click


def write_json(result: object) -> None:
    """Write a result on standard output: dates in ISO 8601, paths as text, not-a-number and infinity as null."""
    click.echo(json.dumps(plain(result), ensure_ascii=False, allow_nan=False))


def plain(value: object) -> Any:
    """Turn records, paths, dates and their containers into what JSON knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in cast(Mapping[object, object], value).items()}
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return [plain(each) for each in cast(Sequence[object], value)]
    raise TypeError(f"no JSON for a value of type `{type(value).__name__}`")
