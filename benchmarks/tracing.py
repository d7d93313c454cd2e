"""Which addresses a process and its children ask for, told by the kernel: `strace` on Linux.

Only the calls that send or connect are stopped at (`--seccomp-bpf`), so that a traced program is hardly slower. A name
that is looked up shows as a message to a name server, on port 53 or through the socket of systemd-resolved. A look-up
that `nscd` answers from its memory would not show; the audit hook of `benchmarks.session` sees those of Python code.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.session import MARK, is_this_computer

_STRACE = ("strace", "-f", "-qq", "--seccomp-bpf", "-s", "200", "-e", "trace=connect,sendto,sendmsg,sendmmsg")
_ADDRESS = re.compile(r'(?:sin_addr=inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
_RESOLVER = re.compile(r'sun_path="(/run/systemd/resolve/[^"]+)"')
_STEP = re.compile(rf'sun_path="{MARK}([^"]+)"')


def missing_tracer() -> str | None:
    """Say why processes cannot be traced here, None if they can."""
    if shutil.which(_STRACE[0]) is None:
        return "strace is not installed; on Debian, `apt-get install strace`"
    tried = subprocess.run([*_STRACE, "true"], capture_output=True, text=True, check=False)
    return None if tried.returncode == 0 else f"strace may not trace here: {' '.join(tried.stderr.split())[:200]}"


def traced(command: Sequence[str], trace: Path) -> list[str]:
    """Return a command line that runs `command` and writes the calls it makes to `trace`."""
    return [*_STRACE, "-o", str(trace), *command]


def addresses_asked(trace: str) -> list[tuple[str, str]]:
    """Return each attempt to leave this computer: the step of `benchmarks.session` it was made in, and where to."""
    step, asked = "", []
    for line in trace.splitlines():
        if mark := _STEP.search(line):
            step = mark[1]
        hosts = [host for host in _ADDRESS.findall(line) if not is_this_computer(host)]
        ports = _PORT.findall(line)
        asked += [(step, f"{host} port {port}") for host, port in zip(hosts, ports, strict=False)]
        asked += [(step, place) for place in _RESOLVER.findall(line)]
    return asked
