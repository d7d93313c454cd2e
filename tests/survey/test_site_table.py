"""Tables of sites: what is read, and what each wrong row is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from coincide.errors import InputError
from coincide.records import Deployment
from coincide.survey import by_pattern, read_sites


def _read(tmp_path: Path, text: str, name: str = "sites.csv") -> list[Deployment]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_sites(path)


def test_table_with_everything(tmp_path: Path) -> None:
    text = (
        "Site,Lat,Long,Serial,Time zone,Start,End,Habitat\n"
        "moor,54.5,-3.25,AM01,Europe/London,2024-05-01 18:00,2024-05-09,bog\n"
    )
    assert _read(tmp_path, text) == [
        Deployment(
            "moor",
            "AM01",
            "",
            54.5,
            -3.25,
            "Europe/London",
            datetime(2024, 5, 1, 18),
            datetime(2024, 5, 9, 23, 59, 59, 999_999),
            {"Habitat": "bog"},
            "sites.csv",
        )
    ]


def test_table_of_a_spreadsheet_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    found = _read(tmp_path, "\ufeffsite;latitude;longitude\nmoor;54,5;-3,25\n")
    assert (found[0].latitude, found[0].longitude) == (54.5, -3.25)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("head", "mark"), [("", ";"), ("sep=;\n", ";"), ('"sep=;"\n', ";"), ("sep=\t\n", "\t")])
def test_table_that_a_spreadsheet_wrote_in_its_own_way_is_read(
    tmp_path: Path, encoding: str, head: str, mark: str
) -> None:
    (tmp_path / "sites.csv").write_bytes(f"{head}site{mark}recorder\nmoor{mark}AM01\n".encode(encoding))
    assert [(each.site, each.recorder) for each in read_sites(tmp_path / "sites.csv")] == [("moor", "AM01")]


def test_the_separator_that_the_first_line_names_counts_whatever_the_heading_holds(tmp_path: Path) -> None:
    (site,) = _read(tmp_path, "sep=;\nsite;notes (a, b, c)\nmoor;wet\n")
    assert (site.site, site.columns) == ("moor", {"notes (a, b, c)": "wet"})


@pytest.mark.parametrize(
    "text",
    [
        '"site" "lat" "lon" "habitat"\n"1" "old moor" 52.5 13.4 NA\n"2" "fen" NA NA NA\n',
        '"site","lat","lon","habitat"\n"1","old moor",52.5,13.4,NA\n"2","fen",NA,NA,NA\n',
        '"","site","lat","lon","habitat"\n"1","old moor",52.5,13.4,NA\n"2","fen",NA,NA,NA\n',
        '"";"site";"lat";"lon";"habitat"\n"1";"old moor";52,5;13,4;NA\n"2";"fen";NA;NA;NA\n',
    ],
    ids=["write.table", "write.table with commas", "write.csv", "write.csv2"],
)
def test_table_that_r_wrote_is_read(tmp_path: Path, text: str) -> None:
    moor, fen = _read(tmp_path, text)
    assert (moor.site, moor.latitude, moor.longitude) == ("old moor", 52.5, 13.4)
    assert (fen.site, fen.latitude, fen.columns["habitat"]) == ("fen", None, "")


def test_names_of_rows_that_r_quotes_may_be_text_beside_a_cell_with_a_line_break(tmp_path: Path) -> None:
    (moor,) = _read(tmp_path, '"site" "notes"\n"a.1" "moor" "wet\ncold"\n')
    assert (moor.site, moor.columns) == ("moor", {"notes": "wet\ncold"})


def test_names_of_sites_are_no_names_of_rows_where_a_last_column_lacks_its_heading(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 2 of `sites\.csv` has 4 cells, but the table has 3 columns"):
        _read(tmp_path, "site;lat;lon\nmoor;52.5;13.4;34\nfen;52.6;13.5;40\n")


def test_folders_of_windows_are_read(tmp_path: Path) -> None:
    assert _read(tmp_path, "site,folder\nmoor,north\\AM01\\\n")[0].folder == "north/AM01"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (",,\n,,\n", "is empty"),
        ("site,recorder\n,\n", "expected at least one site in `.*sites.csv`, got only a heading"),
        ("site\n" + "x" * 200_000 + "\n", r"is not a CSV table .field larger than"),
        ("name,lat\nmoor,1\n", r"expected a column `site` in `sites.csv`, got `name`, `lat`"),
        ("site,lattitude\nmoor,1\n", r"the column `lattitude` of `sites.csv` is unknown.*If you mean `latitude`"),
        ("site,lat,latitude\nmoor,1,1\n", "two columns for `latitude`"),
        ("site,lat,lon\nmoor,95,1\n", r"row 2 of `sites.csv` has the latitude `95`; expected decimal degrees from -90"),
        ("site,lat,lon\nmoor,1,200\n", r"row 2 .* has the longitude `200`; expected .* from -180 to 180"),
        ("site,lat,lon\nmoor,54N,1\n", r"row 2 .* has the latitude `54N`"),
        ("site,lat,lon\nmoor,nan,1\n", r"row 2 .* has the latitude `nan`"),
        ("site,lat,lon\nmoor,1,\n", "row 2 of `sites.csv` has no longitude"),
        ("site\nmoor\n\nMoor\n", "site `Moor` is in row 2 of `sites.csv` and again in row 4"),
        ("site,lat,lon,serial\nmoor,1,1,A\nmoor,1,2,B\n", "site `moor` has another position in row 3"),
        ("site,recorder\nmoor,A\nfen,a\n", "recorder `a` is at two sites, in row 2 .* and row 3"),
        (
            "site,recorder,start,end\nmoor,A,2024-05-01,2024-05-09\nfen,A,2024-05-09,2024-05-20\n",
            "recorder `A` in row 2 of `sites.csv` and row 3 of `sites.csv` overlap.* give a time, such as",
        ),
        ("site,timezone\nmoor,Berlin\n", "row 2 .*expected a time zone such as UTC.*got `Berlin`"),
        ("site,start\nmoor,1.5.2024\n", "row 2 .* has the start `1.5.2024`; expected a date such as 2024-05-31"),
        ("site,start,end\nmoor,2024-05-02,2024-05-01\n", "ends .* before it starts"),
        ("site,lat\n,1\n", "row 2 of `sites.csv` has no site"),
        ("site\nmoor,1,2\n", "row 2 of `sites.csv` has 3 cells, but the table has 1 column"),
    ],
)
def test_wrong_table_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        _read(tmp_path, text)


def test_message_quotes_little_of_a_table_and_nothing_that_acts_on_a_terminal(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, "site,lat,lon\nmoor,\x1b[2J" + "9" * 9000 + ",1\n")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 600


def test_table_of_many_deployments_is_read_at_once(tmp_path: Path) -> None:
    first = datetime(1, 1, 1)
    days = [(first + timedelta(days=number)).date().isoformat() for number in range(20_000)]
    text = "site,recorder,start,end\n" + "".join(f"moor,A,{day},{day}\n" for day in days)
    assert len(_read(tmp_path, text)) == 20_000  # to compare every two would take minutes


def test_deployments_that_overlap_are_found_in_any_order(tmp_path: Path) -> None:
    text = "site,recorder,start,end\nmoor,A,2024-05-20,\nfen,A,,2024-05-01\nbog,A,2024-05-02,2024-05-21\n"
    with pytest.raises(InputError, match=r"recorder `A` in row 2 of `sites.csv` and row 4 of `sites.csv` overlap"):
        _read(tmp_path, text)


def test_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be read .*Check the path"):
        read_sites(tmp_path / "sites.csv")


def test_recorder_may_stand_at_two_sites_one_after_the_other(tmp_path: Path) -> None:
    text = "site,recorder,start,end\nmoor,A,2024-05-01,2024-05-09\nfen,A,2024-05-10,2024-05-20\n"
    assert [each.site for each in _read(tmp_path, text)] == ["moor", "fen"]


def test_summary_of_a_song_meter_tells_the_position(tmp_path: Path) -> None:
    text = (
        "DATE,TIME,LAT,,LON,,POWER(V),TEMP(C),#FILES,MIC0 TYPE,MIC1 TYPE\n"
        "2024-May-01,04:00:00,33.8500,S,151.2000,E,6.4,12.5,1,Internal,None\n"
    )
    found = _read(tmp_path, text, "CREEK_A_Summary.txt")
    assert [(each.site, each.recorder, each.latitude, each.longitude) for each in found] == [
        ("CREEK", "CREEK", -33.85, 151.2)
    ]


def test_summary_whose_rows_were_cut_off_tells_the_position(tmp_path: Path) -> None:
    text = "DATE,TIME,LAT,,LON,,POWER(V)\n2024-May-01,04:00:00,33.85,S,151.2\n"
    assert _read(tmp_path, text, "S_Summary.txt")[0].longitude == 151.2


def test_summary_without_a_position_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"`S_Summary.txt` holds no position"):
        _read(tmp_path, "DATE,TIME,LAT,,LON,,POWER(V)\n2024-May-01,04:00:00,0,N,0,E,6\n", "S_Summary.txt")


def test_pattern_takes_positions_from_the_table() -> None:
    known = [Deployment("Moor", latitude=1.0, longitude=2.0, columns={"habitat": "bog"}), Deployment("fen")]
    found = by_pattern(["moor/A/1.wav", "moor/A/2.wav", "moor/B/1.wav"], "{site}/{recorder}/", known=known)
    assert [(each.site, each.recorder, each.folder, each.latitude) for each in found] == [
        ("Moor", "A", "moor/A", 1.0),
        ("Moor", "B", "moor/B", 1.0),
        ("fen", "", "", None),
    ]


def test_other_fields_of_a_pattern_become_columns() -> None:
    found = by_pattern(["2024/moor/1.wav"], "{year}/{site}/")
    assert (found[0].site, found[0].columns) == ("moor", {"year": "2024"})


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{recorder}/", "has no `{site}`"),
        ("{site}/{site}/", "has `{site}` twice"),
        ("{site}/{a b}/", "has `{a b}`, which is not a word"),
        ("{site}/x/", r"no recording matches `--pattern \{site\}/x/`; the first is called `moor/A/1.wav`"),
    ],
)
def test_wrong_pattern_is_told(pattern: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        by_pattern(["moor/A/1.wav"], pattern)
