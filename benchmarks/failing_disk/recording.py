"""Does a piece of work once, and records every call on the disk with what was written.

`python -m benchmarks.failing_disk.recording FOLDER WORK LOG`, with the shim in front, and FOLDER as `work.prepare` made
it. What was confirmed is marked in the log.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.failing_disk import work
from benchmarks.failing_disk.disk import Disk


def main() -> None:
    """Do the work."""
    folder, name, log = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    disk = Disk(folder / "disk")
    disk.record(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), with_data=True)
    work.WORKS[name](folder, disk.mark)


if __name__ == "__main__":
    main()
