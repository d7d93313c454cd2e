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
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path

from coincide.errors import InputError, SettingsError
from coincide.recordings import parse_timezone
from coincide.records import Deployment

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
    for second, (one, place) in enumerate(zip(deployments, places, strict=True)):
        for first in range(second):
            _check_pair(deployments[first], places[first], one, place)


def _check_pair(first: Deployment, first_place: str, second: Deployment, second_place: str) -> None:
    is_same_site = first.site.casefold() == second.site.casefold()
    positions = [(each.latitude, each.longitude) for each in (first, second)]
    if is_same_site and None not in (*positions[0], *positions[1]) and positions[0] != positions[1]:
        raise InputError(
            f"site `{second.site}` has another position in {second_place} than in {first_place}. Give each place a "
            "name of its own, or both rows the same position."
        )
    if not _is_same_unit(first, second, is_same_site=is_same_site) or not _overlap(first, second):
        return
    has_dates = any(each is not None for row in (first, second) for each in (row.began_at, row.ended_at))
    if has_dates:
        who = f"recorder `{second.recorder}`" if second.recorder else f"site `{second.site}`"
        raise InputError(
            f"the deployments of {who} in {first_place} and {second_place} overlap. Put the columns `start` and `end` "
            "right, so that each recording belongs to one of them."
        )
    if is_same_site:
        raise InputError(
            f"site `{second.site}` is in {first_place} and again in {second_place}. Remove one, or tell them apart in "
            "the columns `recorder`, `folder`, `start` or `end`."
        )
    raise InputError(
        f"recorder `{second.recorder}` stands at two sites, in {first_place} and {second_place}. Say in the columns "
        "`start` and `end` when it stood where."
    )


def _is_same_unit(first: Deployment, second: Deployment, *, is_same_site: bool) -> bool:
    """Say whether two rows speak of the same recordings, but for their times."""
    if first.folder or second.folder:
        return first.folder.casefold() == second.folder.casefold()
    if first.recorder and second.recorder:
        return first.recorder.casefold() == second.recorder.casefold()
    return is_same_site and first.recorder == second.recorder


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
            raise InputError(f"expected a table of sites, `{path}` has more than 16 MB. Give a CSV table.")
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"the table of sites `{path}` cannot be read ({why}). Check the path.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(path: Path, text: str) -> list[tuple[int, Mapping[str, str]]]:
    if "\0" in text or not text.strip():
        raise InputError(f"expected a CSV table of sites, `{path}` is {'no text' if text.strip() else 'empty'}.")
    head = text.lstrip().splitlines()[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in line]) for line in reader]
    except csv.Error as error:
        raise InputError(f"`{path}` is no CSV table ({error}).") from None
    lines = [(number, cells) for number, cells in lines if any(cells)]
    columns = _columns(path, lines[0][1])
    for number, cells in lines[1:]:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise InputError(
                f"row {number} of `{path.name}` has {len(cells)} cells, the table has {len(columns)} columns. Put "
                "text that contains a separator in quotes."
            )
    return [(number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False))) for number, cells in lines[1:]]


def _columns(path: Path, head: Sequence[str]) -> list[str]:
    columns: list[str] = []
    for cell in head:
        name = re.sub(r"[\s\-]+", "_", cell.casefold())
        if name not in _KNOWN:
            likely = difflib.get_close_matches(name, _KNOWN, n=1, cutoff=0.82)
            if likely:
                raise InputError(
                    f"the column `{cell}` of `{path.name}` is unknown. If it is meant to be `{_KNOWN[likely[0]]}`, "
                    "call it so; else give it another name."
                )
        columns.append(_KNOWN.get(name, cell))
    twice = next((each for each in columns if each and columns.count(each) > 1), None)
    if twice is not None:
        raise InputError(f"`{path.name}` has two columns for `{twice}`. Remove or rename one.")
    if "site" not in columns:
        raise InputError(
            f"expected a column `site` in `{path.name}`, got {', '.join(f'`{each}`' for each in head)}. Name the "
            "sites in a column `site`."
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
        raise InputError(f"{place} ends ({row['end']}) before it starts ({row['start']}). Exchange the two.")
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
            f"{place} has the {name} `{text}`; expected decimal degrees from -{most:g} to {most:g}, such as 52.52. "
            "South and west are negative."
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
            f"{place} has the {name} `{text}`; expected a date as 2024-05-31, or a time as 2024-05-31 18:30."
        ) from None
    is_date = len(text) <= len("2024-05-31")
    return datetime.combine(at.date(), time.max) if is_date and name == "end" else at


def _from_summary(path: Path, text: str) -> Deployment:
    """Read the mean position from a Song Meter's summary; its name begins with the prefix of the recordings."""
    positions: list[tuple[float, float]] = []
    for line in csv.reader(io.StringIO(text)):
        try:
            latitude, longitude = float(line[2]), float(line[4])
        except (ValueError, IndexError):
            continue
        south, west = line[3].strip().upper() == "S", line[5].strip().upper() == "W"
        positions.append((-latitude if south else latitude, -longitude if west else longitude))
    prefix = re.sub(r"(_[A-Z])?_Summary.*$", "", path.stem, flags=re.IGNORECASE)
    known = [each for each in positions if each != (0.0, 0.0) and abs(each[0]) <= 90 and abs(each[1]) <= 180]
    if not known:
        raise InputError(f"`{path.name}` holds no position. Give the sites in a CSV table instead.")
    latitude, longitude = (sorted(axis)[len(axis) // 2] for axis in zip(*known, strict=True))
    return Deployment(prefix, recorder=prefix, latitude=latitude, longitude=longitude, source=path.name)
