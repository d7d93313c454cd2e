"""An address as a QR code on the terminal."""

from __future__ import annotations

import segno

from coincide.cli.output.qr_code import qr_lines

ADDRESS = "https://field.local/"
UPPER, LOWER = {"█": 0, "▀": 0, "▄": 1, " ": 1}, {"█": 0, "▀": 1, "▄": 0, " ": 1}


def test_the_lines_hold_all_modules_of_the_code() -> None:
    rows = [[half[one] for one in line] for line in qr_lines(ADDRESS) for half in (UPPER, LOWER)]
    expected = [list(row) for row in segno.make_qr(ADDRESS, error="m").matrix_iter(border=2)]
    assert rows[: len(expected)] == expected


def test_a_code_fits_a_narrow_terminal() -> None:
    assert max(map(len, qr_lines(ADDRESS))) <= 40
