"""Sites and deployments in tables: CSV as people keep them, and the summaries that Song Meters write.

A row of a CSV table is a recorder that stood at a site for some time. Only `site` is needed:

| column | also called | holds |
| --- | --- | --- |
| `site` | location, station, plot | its name |
| `latitude`, `longitude` | lat, lon, long, lng, y, x | degrees, WGS 84, south and west negative |
| `recorder` | serial, device, unit | serial number, folder or name prefix of its recordings |
| `folder` | directory, path | where names of its recordings begin |
| `timezone` | tz, zone | ``Europe/Berlin``, ``+02:00``, ``UTC`` |
| `start`, `end` | began, deployed; ended, retrieved | ISO 8601; local time of the site where they have no zone |

All other columns, such as habitat, are kept as they are, for `coincide summary --by habitat`.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path

from coincide.delimiters import (
    NOT_AVAILABLE,
    delimiter_of,
    has_row_names,
    said_delimiter,
    without_separator_line,
)
from coincide.encodings import decoded
from coincide.errors import InputError, SettingsError
from coincide.recordings import parse_timezone
from coincide.records import Deployment
from coincide.wording import count, quotable

_ALSO = {
    "site": ("location", "station", "plot", "site_id", "site_name"),
    "latitude": ("lat", "y"),
    "longitude": ("lon", "long", "lng", "x"),
    "recorder": ("serial", "serial_number", "device", "unit", "recorder_id"),
    "folder": ("directory", "path"),
    "timezone": ("tz", "zone", "time_zone"),
    "start": ("began", "began_at", "deployed", "start_date", "from"),
    "end": ("ended", "ended_at", "retrieved", "end_date", "until", "to"),
}
_KNOWN = {name: name for name in _ALSO} | {other: name for name, others in _ALSO.items() for other in others}
_SUMMARY = re.compile(r"^DATE,TIME,LAT,[^,]*,LON,", re.IGNORECASE)
_MOST_BYTES = 16 << 20


def read_sites(path: Path) -> list[Deployment]:
    """Read a table of sites, or the summary of a Song Meter.

    Raises
    ------
    InputError : the file cannot be read or is no such table, or a row is wrong; the message names the row.
    """
    text = _text(path)
    if _SUMMARY.match(text):
        return [_from_summary(path, text)]
    rows = _rows(path, text)
    deployments = [_deployment(row, f"row {number} of `{path.name}`", path) for number, row in rows]
    check_together(deployments, [f"row {number} of `{path.name}`" for number, _ in rows])
    return deployments


def check_together(deployments: Sequence[Deployment], places: Sequence[str]) -> None:
    """Check that rows do not contradict each other.

    Parameters
    ----------
    places : where each row stands, for messages.

    Raises
    ------
    InputError : a site is there twice with nothing to tell its rows apart, has two positions, or a recorder is at two
        places at once.
    """
    rows = list(zip(deployments, places, strict=True))
    positions: dict[str, _Row] = {}
    units: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        one = row[0]
        if one.latitude is not None and one.longitude is not None:
            _check_positions(positions.setdefault(one.site.casefold(), row), row)
        units.setdefault(_unit(one), []).append(row)
    for unit in units.values():
        in_order = _by_start(unit)
        for first, second in pairwise(in_order):
            if _overlap(first[0], second[0]):
                raise _twice(*sorted((first, second), key=unit.index))


_Row = tuple[Deployment, str]
"""With where it stands."""


def _check_positions(first: _Row, second: _Row) -> None:
    if (first[0].latitude, first[0].longitude) != (second[0].latitude, second[0].longitude):
        raise InputError(
            f"site `{quotable(second[0].site)}` has another position in {second[1]} than in {first[1]}. Give each "
            "place a name of its own, or both rows the same position."
        )


def _unit(row: Deployment) -> tuple[str, str]:
    """Return what recordings a row speaks of, but for their times."""
    kind = next((kind for kind in ("folder", "recorder") if getattr(row, kind)), "site")
    return kind, getattr(row, kind).casefold()


def _by_start(unit: Sequence[_Row]) -> list[_Row]:
    """Return rows in the order of their starts, those that began long ago first."""
    times = (each for row, _ in unit for each in (row.began_at, row.ended_at) if each is not None)
    are_alike = len({each.tzinfo is None for each in times}) < 2

    def start(row: _Row) -> datetime:
        began_at = row[0].began_at
        assert began_at is not None
        return began_at if are_alike else began_at.replace(tzinfo=None)

    open_ones = [row for row in unit if row[0].began_at is None]
    return [*open_ones, *sorted((row for row in unit if row[0].began_at is not None), key=start)]


def _twice(first: _Row, second: _Row) -> InputError:
    site, recorder = quotable(second[0].site), quotable(second[0].recorder)
    places = f"in {first[1]} and {second[1]}"
    if any(each is not None for row, _ in (first, second) for each in (row.began_at, row.ended_at)):
        who = f"recorder `{recorder}`" if recorder else f"site `{site}`"
        return InputError(
            f"the deployments of {who} {places} overlap. Correct the columns `start` and `end`, so that each "
            "recording belongs to one of them. A date is the whole day: if one ends on the day when the other starts, "
            "give a time, such as 2024-05-31 12:00."
        )
    if first[0].site.casefold() == second[0].site.casefold():
        return InputError(
            f"site `{site}` is in {first[1]} and again in {second[1]}. Remove one, or tell them apart in the columns "
            "`recorder`, `folder`, `start` or `end`."
        )
    return InputError(
        f"recorder `{recorder}` is at two sites, {places}. Say in the columns `start` and `end` when it was at each."
    )


def _overlap(first: Deployment, second: Deployment) -> bool:
    def before(one: datetime | None, other: datetime | None) -> bool:
        if one is None or other is None:
            return False
        if (one.tzinfo is None) != (other.tzinfo is None):
            one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
        return one < other

    return not before(first.ended_at, second.began_at) and not before(second.ended_at, first.began_at)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"expected a table of sites, but `{path}` is larger than 16 MB. Give a CSV table.")
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"the table of sites `{path}` cannot be read ({why}). Check the path.") from None
    try:
        return decoded(content)
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        raise InputError(
            f"expected UTF-8 text in the table of sites `{path}`, but line {line} has another encoding. Save it as "
            "UTF-8: in Excel as `CSV UTF-8`, or with a text editor."
        ) from None


def _rows(path: Path, text: str) -> list[tuple[int, Mapping[str, str]]]:
    if "\0" in text:
        raise InputError(f"expected a CSV table of sites, but `{path}` is not text. Save the table as CSV.")
    said, text = said_delimiter(text), without_separator_line(text)
    head = next((line for line in text.splitlines() if line.strip()), "")
    mark = said or delimiter_of(head)
    rows = ((number, [cell.strip() for cell in line]) for number, line in _lines(path, text, mark))
    lines = [(number, cells) for number, cells in rows if any(cells)]
    if not lines:
        raise InputError(f"expected a CSV table of sites, but `{path}` is empty.")
    columns = _columns(path, lines[0][1])
    if len(lines) == 1:
        raise InputError(f"expected at least one site in `{path}`, got only a heading. Add a row for each site.")
    if has_row_names(text, mark, [cells for _, cells in lines]):
        lines = [lines[0], *((number, cells[1:]) for number, cells in lines[1:])]
    for number, cells in lines[1:]:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise InputError(
                f"row {number} of `{path.name}` has {len(cells)} cells, but the table has "
                f"{count(len(columns), 'column')}. Put text that contains a separator in quotes."
            )
    return [
        (number, dict(zip(columns, [*map(_known, cells), *[""] * len(columns)], strict=False)))
        for number, cells in lines[1:]
    ]


def _known(cell: str) -> str:
    return "" if cell == NOT_AVAILABLE else cell


def _lines(path: Path, text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row, with the number of its last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for line in reader:
            yield reader.line_num, line
    except csv.Error as error:
        raise InputError(f"`{path}` is not a CSV table ({error}).") from None


def _columns(path: Path, head: Sequence[str]) -> list[str]:
    columns: list[str] = []
    for cell in head:
        name = re.sub(r"[\s\-]+", "_", cell.casefold())
        if name not in _KNOWN:
            likely = difflib.get_close_matches(name, _KNOWN, n=1, cutoff=0.82)
            if likely:
                raise InputError(
                    f"the column `{quotable(cell)}` of `{path.name}` is unknown. If you mean "
                    f"`{_KNOWN[likely[0]]}`, rename it; if not, give it another name."
                )
        columns.append(_KNOWN.get(name, cell))
    twice = next((each for each in columns if each and columns.count(each) > 1), None)
    if twice is not None:
        raise InputError(f"`{path.name}` has two columns for `{quotable(twice)}`. Remove or rename one.")
    if "site" not in columns:
        raise InputError(
            f"expected a column `site` in `{path.name}`, got {quotable(', '.join(f'`{each}`' for each in head))}. Name "
            "the sites in a column `site`."
        )
    return columns


def _deployment(row: Mapping[str, str], place: str, path: Path) -> Deployment:
    if not row["site"]:
        raise InputError(f"{place} has no site. Name it, or remove the row.")
    latitude = _degrees(row, "latitude", place, most=90)
    longitude = _degrees(row, "longitude", place, most=180)
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise InputError(f"{place} has no {missing}. Give both coordinates, or none.")
    timezone = row.get("timezone", "") or None
    if timezone is not None:
        try:
            parse_timezone(timezone)
        except SettingsError as error:
            raise InputError(f"{place}: {error}") from None
    began, ended = _moment(row, "start", place), _moment(row, "end", place)
    if began is not None and ended is not None and ended.replace(tzinfo=None) < began.replace(tzinfo=None):
        ends, starts = quotable(row["end"]), quotable(row["start"])
        raise InputError(f"{place} ends ({ends}) before it starts ({starts}). Swap the two.")
    return Deployment(
        site=row["site"],
        recorder=row.get("recorder", ""),
        folder=row.get("folder", "").replace("\\", "/").strip("/"),
        latitude=latitude,
        longitude=longitude,
        timezone=timezone,
        began_at=began,
        ended_at=ended,
        columns={name: value for name, value in row.items() if name and name not in _ALSO},
        source=path.name,
    )


def _degrees(row: Mapping[str, str], name: str, place: str, *, most: float) -> float | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        # A decimal comma can only come from a table with other separators.
        degrees = float(text.replace(",", "."))
    except ValueError:
        degrees = float("nan")
    if not -most <= degrees <= most:
        raise InputError(
            f"{place} has the {name} `{quotable(text)}`; expected decimal degrees from -{most:g} to {most:g}, such as "
            "52.52. South and west are negative."
        )
    return degrees


def _moment(row: Mapping[str, str], name: str, place: str) -> datetime | None:
    text = row.get(name, "")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"{place} has the {name} `{quotable(text)}`; expected a date such as 2024-05-31 or a time such as "
            "2024-05-31 18:30."
        ) from None
    is_date = len(text) <= len("2024-05-31")
    return datetime.combine(at.date(), time.max) if is_date and name == "end" else at


def _from_summary(path: Path, text: str) -> Deployment:
    """Read the mean position from a Song Meter's summary; its name begins with the prefix of the recordings."""
    positions: list[tuple[float, float]] = []
    for _, line in _lines(path, text, ","):
        try:
            latitude, longitude = float(line[2]), float(line[4])
        except (ValueError, IndexError):
            continue
        south, west = line[3].strip().upper() == "S", [each.strip().upper() for each in line[5:6]] == ["W"]
        positions.append((-latitude if south else latitude, -longitude if west else longitude))
    prefix = re.sub(r"(_[A-Z])?_Summary.*$", "", path.stem, flags=re.IGNORECASE)
    known = [each for each in positions if each != (0.0, 0.0) and abs(each[0]) <= 90 and abs(each[1]) <= 180]
    if not known:
        raise InputError(f"`{path.name}` holds no position. Give the sites in a CSV table instead.")
    latitude, longitude = (sorted(axis)[len(axis) // 2] for axis in zip(*known, strict=True))
    return Deployment(prefix, recorder=prefix, latitude=latitude, longitude=longitude, source=path.name)
