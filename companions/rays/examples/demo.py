# /// script
# requires-python = ">=3.11"
# dependencies = ["coincide-rays"]
# ///
"""What `scripts/demo rays` shows: a scene drawn, its truth beside it, and the scene's tree."""

from __future__ import annotations

import sys
from pathlib import Path

from coincide_rays.cli.app import main

SCENE = Path(__file__).parent / "scenes" / "cover.yml"
FOLDER = Path("rays-demo")


def show(options: list[str]) -> None:
    """Draw the scene; `options` go to `coincide-rays render`."""
    FOLDER.mkdir(exist_ok=True)
    truth = [part for kind in ("normal", "depth", "ids") for part in (f"--{kind}", str(FOLDER / f"{kind}.png"))]
    print(
        "The first picture on a machine takes some ten seconds more, while the renderer is compiled.", file=sys.stderr
    )
    main(["render", str(SCENE), "--out", str(FOLDER / "cover.png"), "--samples", "8", *truth, *options])
    main(["show", str(SCENE)])
    print(f"\nOpen {(FOLDER / 'cover.png').resolve()}, and beside it the true normals, depth and parts.")


if __name__ == "__main__":
    show(sys.argv[1:])
