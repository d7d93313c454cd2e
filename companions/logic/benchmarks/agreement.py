"""Agreement with other engines, and what becomes of bytes of chance."""

from __future__ import annotations

import json
import math
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import engines
from fuzz import outcomes
from random_terms import random_term

from benchmarks.rows import Row
from coincide_logic.prolog.text.operators import Operators
from coincide_logic.prolog.text.writer import write_term


def goals(*, write: bool) -> Iterator[Row]:
    if engines.missing():
        yield Row("goals", f"NOT JUDGED: this machine lacks {engines.missing()}", math.nan, "100%", "100%")
        return
    asked = engines.goals()
    with tempfile.TemporaryDirectory() as folder:
        both = [engines.engine_answers(name, asked, Path(folder)) for name in ("swipl", "gprolog")]
    agreed = [(goal, one) for goal, one, other in zip(asked, *both, strict=True) if one == other]
    if write:
        lines = [json.dumps({"goal": goal, "answers": found}, ensure_ascii=False) for goal, found in agreed]
        (engines.FOLDER / "agreed.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    program = engines.PROGRAM.read_text()
    same = sum(engines.our_answers(goal, program) == found for goal, found in agreed)
    yield Row("goals", "on which both engines agree", len(agreed), "300", "")
    yield Row("goals", "percent of these answered as they do", 100 * same / len(agreed), "100", "100")


def terms(*, quick: bool) -> Iterator[Row]:
    if shutil.which("swipl") is None:
        yield Row("random terms", "NOT JUDGED: this machine lacks swipl", math.nan, "100", "100")
        return
    rng, operators = random.Random(2), Operators()
    made = [random_term(rng, rng.randint(0, 5)) for _ in range(1000 if quick else 10_000)]
    texts = [write_term(term, operators, quoted=True, ignore_ops=True) for term in made]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "terms.txt"
        file.write_text("".join(f"{text} .\n" for text in texts), encoding="utf-8")
        command = ["swipl", "-q", "-f", "none", "-g", f"run('{file}')", "-t", "halt"]
        done = subprocess.run([*command, engines.FOLDER / "write_terms.pl"], capture_output=True, check=True)
    ours = [
        f"{write_term(term, operators, quoted=True, numbervars=True)}\t{text}"
        for term, text in zip(made, texts, strict=True)
    ]
    same = sum(one == other for one, other in zip(ours, done.stdout.decode().splitlines(), strict=True))
    yield Row("random terms", f"percent of {len(made):,} written as swipl does", 100 * same / len(made), "100", "100")


def bytes_of_chance(*, quick: bool) -> Iterator[Row]:
    count = 5000 if quick else 100_000
    found = outcomes(random.Random(3), count)
    yield Row(
        "bytes of chance", f"percent of {count:,} with a value or a named error", 100 * found / count, "100", "100"
    )
