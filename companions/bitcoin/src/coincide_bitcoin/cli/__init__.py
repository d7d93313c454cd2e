"""The command `coincide-bitcoin`, one file per command.

app        the commands, their errors and exit codes
inputs     hex, texts and files
tables     tables for a terminal
decode     what something is, byte by byte
verify     whether inputs may spend their outputs
"""

from __future__ import annotations
