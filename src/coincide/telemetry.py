"""Telemetry of other libraries, switched off before they start.

`coincide/__init__.py` calls `switch_off`, so no module of `coincide` can be imported without it: the command line, a
notebook, the server, and the processes that these start, which inherit the environment.

ONNX Runtime from 1.32 on sends events about the machine and the networks that it runs, unless `ORT_DISABLE_TELEMETRY`
is set when it is imported. Its `disable_telemetry_events()` comes too late: the import alone writes a device id and
queues the first event. FastAPI exports traces where variables of OpenTelemetry ask for it; `coincide.web.app` refuses
that for the app alone, since the variables may be meant for another program in the same process.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

ONNX_RUNTIME = "ORT_DISABLE_TELEMETRY"
_OFF = frozenset({"1", "true", "yes", "on"})
"""Values that ONNX Runtime takes for yes, in any case; tried with 1.32. It goes on sending with all others."""


def switch_off(environment: MutableMapping[str, str] | None = None) -> None:
    """Set what keeps libraries from sending; a value that already does is kept.

    Parameters
    ----------
    environment : to change; that of this process if not given.
    """
    variables = os.environ if environment is None else environment
    if variables.get(ONNX_RUNTIME, "").lower() not in _OFF:
        variables[ONNX_RUNTIME] = "1"
