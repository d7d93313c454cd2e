"""Damaged scene, model and picture files give a result or one clear error, never another exception."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coincide_rays import RaysError, canvas_from_ppm, parse_obj
from coincide_rays.scene import parse_scene

SCENES = sorted((Path(__file__).parents[1] / "examples" / "scenes").glob("*.yml"))
MODEL = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nvn 1 0 0\ng a b\nf 1 2 3\nf 1//1 2//2 -1//-1\no c\nf 1/2/1 2/3/1 3/4/1\n"
PICTURE = "P3\n# two\n2 2\n255\n1 2 3 4 5 6\n7 8 9 10 11 12\n"
MARKS = ["", " ", "-", ":", "[", "]", "{", "}", "&a", "*a", "#", "\n", "\t", "\x00", "é", "'", '"', "~"]
WORDS = ["0", "-1", ".nan", ".inf", "1e400", "true", "add", "define", "extend", "group", "<<: *a", "9" * 400]
PIECES = [*MARKS, *WORDS, "!!python/object:os.system"]


def _damaged(text: str, rng: np.random.Generator) -> str:
    for _ in range(int(rng.integers(1, 5))):
        at, length = int(rng.integers(len(text) + 1)), int(rng.choice([0, 0, 1, 3, 20]))
        text = text[:at] + PIECES[int(rng.integers(len(PIECES)))] + text[at + length :]
    return text


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("texts", "read"),
    [
        ([path.read_text(encoding="utf-8") for path in SCENES], parse_scene),
        ([MODEL], parse_obj),
        ([PICTURE, "P6\n2 1\n255\nabcdef"], canvas_from_ppm),
    ],
    ids=["scene", "model", "picture"],
)
def test_damage_is_told(texts, read, seed):
    rng = np.random.default_rng(seed)
    for trial in range(30):
        text = _damaged(texts[trial % len(texts)], rng)
        try:
            read(text)
        except RaysError as error:
            assert str(error)
