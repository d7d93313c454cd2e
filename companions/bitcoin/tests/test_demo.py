"""The demonstration runs from an empty folder, and what it says to try next works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from coincide_bitcoin.cli.app import main

ROOT = Path(__file__).parents[1]


def test_the_demonstration_spends_reorganises_and_explains(tmp_path, monkeypatch, capsys):
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "demo.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "A branch from block 119 overtakes at height 151: 31 blocks are undone." in done.stdout
    assert "The first output was spent, and is there now." in done.stdout
    assert "kind     transaction" in done.stdout
    monkeypatch.chdir(tmp_path)
    main(["check", "--chain", "bitcoin-demo/chain.db"])
    assert "up to height 151" in capsys.readouterr().out
