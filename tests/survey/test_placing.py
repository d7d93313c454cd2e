"""Which recording was made where, and when in UTC and by the clocks of the place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from survey_examples import placed, recording

from coincide.errors import SettingsError
from coincide.records import ClockNote, Deployment
from coincide.survey import place

MAY = datetime(2024, 5, 1, 4)


@pytest.mark.parametrize(
    ("name", "device", "row"),
    [
        ("north/AM01/20240501_040000.wav", None, Deployment("moor", folder="north/am01")),
        ("north/AM01/20240501_040000.wav", None, Deployment("moor", "am01")),
        ("SM4-17_20240501_040000.wav", None, Deployment("moor", "SM4-17")),
        ("SM4-17_0+1_20240501_040000.wav", None, Deployment("moor", "SM4-17")),
        ("5147.240501040000.wav", None, Deployment("moor", "5147")),
        ("AM01_2024-05-01T04_00_00.wav", None, Deployment("moor", "AM01")),
        ("AM01 2024_05_01 04-00-00.wav", None, Deployment("moor", "AM01")),
        ("AM-01_0017.flac", None, Deployment("moor", "AM-01")),
        ("moor-3.wav", None, Deployment("moor")),
        ("a.wav", "Wildlife Acoustics SM4 S4A0117", Deployment("moor", "S4A0117")),
        ("Moor/a.wav", None, Deployment("moor")),
        ("moor_20240501_040000.wav", None, Deployment("moor")),
    ],
)
def test_recording_is_found_by(name: str, device: str | None, row: Deployment) -> None:
    assert placed(recording(name, device=device), deployments=[Deployment("fen", "other"), row])[0].site == "moor"


def test_folder_counts_more_than_recorder_and_that_more_than_site() -> None:
    rows = [Deployment("AM01"), Deployment("fen", "AM01"), Deployment("moor", folder="north")]
    assert placed(recording("north/AM01/a.wav"), deployments=rows)[0].site == "moor"
    assert placed(recording("south/AM01/a.wav"), deployments=rows)[0].site == "fen"


def test_recorder_that_moved_is_where_it_stood_at_the_time() -> None:
    rows = [
        Deployment("moor", "AM01", ended_at=datetime(2024, 5, 1, 12)),
        Deployment("fen", "AM01", began_at=datetime(2024, 5, 1, 12)),
    ]
    both = [recording("AM01/a.wav", at=MAY), recording("AM01/b.wav", at=MAY + timedelta(hours=9))]
    assert [each.site for each in placed(*both, deployments=rows)] == ["moor", "fen"]


def test_recording_outside_of_all_deployments_has_no_site() -> None:
    rows = [Deployment("moor", "AM01", began_at=datetime(2024, 6, 1))]
    found = place([recording("AM01/a.wav", at=MAY)], rows)
    assert (found.recordings[0].site, len(found.outside)) == ("", 1)


@pytest.mark.parametrize(
    ("name", "recorder"),
    [
        ("moor/AM1/a.wav", "AM1"),
        ("AM1/2023/a.wav", "AM1"),
        ("AM1/2023/2023-05/20230501/a.wav", "AM1"),
        ("AM1/2023/05/01/a.wav", "AM1"),
        ("2023/SM4-17_20230501_040000.wav", "SM4-17"),
        ("2023/20230501_040000.wav", ""),
        ("2007/20230501_040000.wav", "2007"),
        ("moor/05/20230501_040000.wav", "05"),
        ("AM1/2023/May/20230501_040000.wav", "AM1"),
        ("AM1/2023/05_May/01/20230501_040000.wav", "AM1"),
        ("AM1/May 2023/20230501_040000.wav", "AM1"),
        ("AM1/2023-june/20230501_040000.wav", "AM1"),
        ("2023/Marsh/20230501_040000.wav", "Marsh"),
        ("AM1/1 May/20230501_040000.wav", "AM1"),
        ("AM1/May 1st/20230501_040000.wav", "AM1"),
        ("AM1/2023/12-Sept/20230501_040000.wav", "AM1"),
        ("AM1/01May2023/20230501_040000.wav", "AM1"),
        ("AM1/2023-May-01/20230501_040000.wav", "AM1"),
        ("AM1/May 1, 2023/20230501_040000.wav", "AM1"),
        ("moor/MAR12/20230501_040000.wav", "MAR12"),
        ("moor/Plot 1 May/20230501_040000.wav", "Plot 1 May"),
        ("moor/01-05-2023/20230501_040000.wav", "moor"),
        ("AM1_20230501/20230501_040000.wav", "AM1"),
        ("PlotA/20230501_AAO/20230501_040000.wav", "AAO"),
        ("moor/SM4-17/Data/SM4-17_20230501_040000.wav", "SM4-17"),
        ("Data/S4A01234_20230501_040000.wav", "S4A01234"),
        ("moor/DCIM/100MEDIA/20230501_040000.wav", "moor"),
        ("H5/STEREO/FOLDER01/ZOOM0001.wav", "H5"),
        ("EMT/Session 20230501_210000/MYODAU_20230501_210000.wav", "EMT"),
        ("moor/20456789/a.wav", "20456789"),
        ("moor/2023-05-01 to 2023-06-01/a.wav", "moor"),
        ("moor/20230501_20230601/a.wav", "moor"),
        ("AM1_2023-05-01_2023-06-01/a.wav", "AM1"),
        ("moor/visit_20230501/a.wav", "visit_20230501"),
        ("20230501_night/a.wav", "20230501_night"),
        ("moor/20230501 bis 20230601/a.wav", "moor"),
        ("deployment_20230501/a.wav", "deployment_20230501"),
        ("visit2_20230501/a.wav", "visit2_20230501"),
    ],
)
def test_folders_of_days_and_those_that_recorders_make_are_no_recorders(name: str, recorder: str) -> None:
    assert placed(recording(name, at=MAY))[0].recorder == recorder


def test_a_clock_that_nobody_set_makes_no_recorder_of_a_year() -> None:
    assert placed(recording("2023/19700101_000012.wav", at=datetime(1970, 1, 1)))[0].recorder == ""


def test_one_wrong_clock_does_not_split_the_folder_of_a_year() -> None:
    wrong = recording("2023/20110501_040000.wav", at=datetime(2011, 5, 1, 4), number=2)
    assert [each.recorder for each in placed(recording("2023/a.wav", at=MAY), wrong)] == ["", ""]


def test_a_part_of_the_recordings_is_placed_as_all_of_them_are() -> None:
    wrong = recording("2023/20110501_040000.wav", at=datetime(2011, 5, 1, 4), number=2)
    assert place([wrong], beside=[recording("2023/a.wav", at=MAY)]).recordings[0].recorder == ""


def test_recording_that_two_rows_fit_is_told_of() -> None:
    found = place([recording("AM01/a.wav")], [Deployment("moor", "AM01"), Deployment("fen", "AM01")])
    assert (found.recordings[0].site, found.ambiguous) == ("moor", ["AM01/a.wav"])


def test_time_without_a_zone_gets_that_of_its_site() -> None:
    one = placed(recording(at=MAY), deployments=[Deployment("moor", timezone="Europe/Berlin")], timezone="UTC")[0]
    assert one.began_at == datetime(2024, 5, 1, 2, tzinfo=UTC)


def test_time_without_any_zone_stays_unknown() -> None:
    one = placed(recording(at=MAY))[0]
    assert (one.began_at, one.lacks) == (None, "zone")


def test_zone_of_the_header_counts_more_than_that_of_the_site() -> None:
    at = datetime(2024, 5, 1, 4, tzinfo=UTC)
    one = placed(recording(at=at), deployments=[Deployment("moor", timezone="Europe/Berlin")])[0]
    assert one.began_at == at
    assert one.began_local is not None and one.began_local.hour == 6


def test_local_time_follows_the_clocks_of_the_place_over_their_change() -> None:
    rows = [Deployment("moor", timezone="Australia/Sydney")]
    before, after = datetime(2024, 4, 6, 14, tzinfo=UTC), datetime(2024, 4, 7, 14, tzinfo=UTC)
    hours = [placed(recording(at=at), deployments=rows)[0].began_local for at in (before, after)]
    assert [each.hour for each in hours if each is not None] == [1, 0]


@pytest.mark.parametrize(("offset_h", "hour"), [(1, 3), (2, 2)], ids=["that of Berlin", "another"])
def test_stored_time_follows_the_zone_that_gave_it_its_offset(offset_h: int, hour: int) -> None:
    before = datetime(2024, 3, 31, 1, 30, tzinfo=timezone(timedelta(hours=offset_h)))
    one = place([recording(at=before)], clock_zone="Europe/Berlin").recordings[0]
    local = one.local_at(3600.0)
    assert (one.began_at, None if local is None else local.hour) == (before, hour)


def test_stored_time_that_was_skipped_is_an_hour_later() -> None:
    skipped = datetime(2024, 3, 31, 2, 30, tzinfo=timezone(timedelta(hours=1)))
    local = place([recording(at=skipped)], clock_zone="Europe/Berlin").recordings[0].began_local
    assert local is not None and local.hour == 3


def test_hour_that_happens_twice_is_the_first() -> None:
    one = placed(recording(at=datetime(2024, 10, 27, 2, 30)), timezone="Europe/Berlin")[0]
    assert one.began_at == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def test_shift_is_added_to_what_the_clock_showed() -> None:
    notes = [ClockNote("AM01", None, -3600.0)]
    one = place([recording("AM01/a.wav", at=MAY)], [], notes, timezone="UTC").recordings[0]
    assert one.began_at == datetime(2024, 5, 1, 3, tzinfo=UTC)


def test_newest_shift_of_a_recorder_counts() -> None:
    notes = [ClockNote("AM01", None, -3600.0), ClockNote("AM01", None, 60.0), ClockNote("", None, 7.0)]
    both = [recording("AM01/a.wav", at=MAY), recording("AM02/a.wav", at=MAY)]
    found = place(both, [], notes, timezone="UTC").recordings
    assert [(each.began_at or MAY).second for each in found] == [0, 7]
    assert (found[0].began_at or MAY).minute == 1


def test_shift_moves_a_local_clock_before_its_zone_is_applied() -> None:
    # A day later it is summer time, so only 23 hours pass.
    notes = [ClockNote("", None, 86_400.0)]
    at = datetime(2024, 3, 30, 12)
    one = place([recording(at=at)], [], notes, timezone="Europe/Berlin").recordings[0]
    assert one.began_at == datetime(2024, 3, 31, 10, tzinfo=UTC)


def test_zone_of_a_note_is_that_of_its_recorder_only() -> None:
    notes = [ClockNote("AM01", "Europe/Berlin", None), ClockNote("", "UTC", None)]
    both = [recording("AM01/a.wav", at=MAY), recording("AM02/a.wav", at=MAY)]
    found = place(both, [], notes).recordings
    assert [(each.began_at or MAY).hour for each in found] == [2, 4]


def test_row_with_the_recorder_of_a_dated_folder_fits() -> None:
    (found,) = placed(recording("AM1_20230501/a.wav"), deployments=[Deployment("moor", "AM1")])
    assert found.site == "moor"


def test_stored_zone_that_is_none_is_told_with_its_remedy() -> None:
    with pytest.raises(SettingsError, match=r"got `localtime`.* The catalog has it from `coincide sites`"):
        place([recording("AM1/a.wav", at=MAY)], notes=[ClockNote("AM1", "localtime", None)])


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(SettingsError, match="expected a time zone such as UTC"):
        placed(recording(at=MAY), timezone="Berlin")


def test_position_of_the_table_counts_more_than_that_of_the_header() -> None:
    rows = [Deployment("moor", latitude=1.0, longitude=2.0)]
    assert placed(recording(), deployments=rows)[0].latitude == 1.0


def test_events_are_placed_by_their_onset() -> None:
    one = placed(recording(at=datetime(2024, 5, 1, 4, tzinfo=ZoneInfo("Europe/Berlin"))))[0]
    assert one.at(90.0) == datetime(2024, 5, 1, 2, 1, 30, tzinfo=UTC)
