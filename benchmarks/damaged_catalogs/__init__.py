"""Damages catalogs and asks them: for `benchmarks.faults.catalogs` and for the tests.

- `mutations`: what happens to one file.
- `bases`: whole catalogs to damage: closed, and left by a killed writer.
- `reading`: asks the catalog in this process, and judges what it answers.
- `commands`: asks it through the command line, in a process forked for each command.
"""
