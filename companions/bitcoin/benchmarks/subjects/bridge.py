"""The labels of a catalog of the product: is every changed byte found and named, and how long is a proof?"""

from __future__ import annotations

import importlib.util
import math
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.options import Options
from benchmarks.rows import Row

N_LABELS = 10_000


def rows(options: Options) -> Iterator[Row]:
    """Rows that need the product; one that says so if it is missing."""
    if importlib.util.find_spec("coincide") is None:
        yield Row("changed bytes of 10,000 labels", "needs coincide: run scripts/test once", math.nan, "", "")
        return
    from coincide.workflow.digest import prove_label

    from benchmarks.catalogs import label_of, make_catalog, replace_label
    from coincide_bitcoin.bridge import changed_since, write_digest

    count, rng = 10 if options.quick else 100, random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        catalog, saved = make_catalog(Path(folder) / "sea.coincide", N_LABELS), Path(folder) / "digest.json"
        start = time.process_time()
        write_digest(catalog, saved)
        yield Row("digest of 10,000 labels", "CPU seconds", time.process_time() - start, "", "")
        numbers = [rng.randrange(1, N_LABELS + 1) for _ in range(count)]
        longest = max(prove_label(catalog, number=number).n_hashes for number in numbers[:10])
        yield Row("inclusion proof of one label in 10,000", "hashes", longest, "14", "14")
        named = 0
        for number in numbers:
            before = label_of(catalog, number)
            at = rng.randrange(len(before))
            changed = before[:at] + chr(ord(before[at]) ^ 1) + before[at + 1 :]
            replace_label(catalog, number, changed)
            found = changed_since(catalog, saved)
            named += len(found) == 1 and found[0].startswith(f"label {number} changed: “{changed}”")
            replace_label(catalog, number, before)
        yield Row(
            "one changed byte in one of 10,000 labels, found and named", f"of {count}", named, str(count), str(count)
        )
