"""DeepSqueak's detection files, ``.mat``, as far as they can be read without MATLAB.

The variable `Calls` holds the calls. DeepSqueak 1 and early versions of 2 wrote an array of structs, which SciPy reads:
`Box` (onset in s, lowest frequency in kHz, length in s, height in kHz), `Score`, `Accept` and `Type`; see its
``Functions/loadCallfile.m``. Later ones write a MATLAB table, an object whose layout MathWorks does not publish, often
in MATLAB's format 7.3. Two lines in MATLAB turn it into structs, and the message says which. `audiodata.Filename`
names the recording; where it is missing, the name of the detection file does.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from coincide.annotations.source import parse_confidence, read_bytes
from coincide.errors import AnnotationError
from coincide.records import Annotation
from coincide.wording import quotable

MAT_ENDING = ".mat"
_DATE = re.compile(
    r"[ _](?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[A-Z][a-z]{2}[- ][0-9]{2},?[- ][0-9]{4})[ _]+[0-9]{1,2}_[0-9]{2} [AP]M$"
)
_REMEDY = (
    "Export the calls from DeepSqueak to Excel, or save them as structs in MATLAB: `Calls.Type = cellstr(Calls.Type); "
    "Calls = table2struct(Calls); save('calls.mat', 'Calls', 'audiodata', '-v7')`."
)


def read_detection_file(path: Path) -> list[Annotation]:
    """Read the accepted calls of a detection file, in its order.

    Raises
    ------
    AnnotationError
        If the file holds a MATLAB table or is of format 7.3, is no detection file, or a call has no place; the
        message names file and call.
    """
    variables = _variables(path)
    recording = _audio_name(variables.get("audiodata")) or recording_of(path.name)
    calls: list[Any] = np.atleast_1d(np.asarray(variables.get("Calls"), dtype=np.object_)).ravel().tolist()
    if not all(isinstance(each, Mapping) for each in calls):
        raise AnnotationError(f"{path}: expected a struct array `Calls`, got something else. {_REMEDY}")
    return [_annotation(path, number, call, recording) for number, call in enumerate(calls, 1) if call.get("Accept", 1)]


def recording_of(detection_file: str) -> str:
    """Return what the name of a detection file says about its recording: the name without the time of detection."""
    return _DATE.sub("", detection_file[: -len(MAT_ENDING)].removesuffix("_Detections"))


def _variables(path: Path) -> Mapping[str, Any]:
    from scipy.io import loadmat

    content = io.BytesIO(read_bytes(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about objects, which are no calls
            variables = loadmat(content, simplify_cells=True)
    except NotImplementedError:
        raise AnnotationError(
            f"{path}: this is a file of MATLAB's format 7.3, whose tables only MATLAB reads. {_REMEDY}"
        ) from None
    except Exception:
        # Whatever SciPy says about a file that is none of MATLAB.
        raise AnnotationError(f"{path}: expected a detection file of DeepSqueak, got something else.") from None
    if "Calls" not in variables and "__function_workspace__" in variables:
        raise AnnotationError(f"{path}: the calls are in a MATLAB table, which only MATLAB reads. {_REMEDY}")
    return variables


def _audio_name(audio: Any) -> str:
    """Return the name of the recording without its folders, which may be those of Windows; empty if unknown."""
    if not isinstance(audio, Mapping):
        return ""
    name = cast(Mapping[str, Any], audio).get("Filename", "")
    return re.split(r"[\\/]", name)[-1] if isinstance(name, str) else ""


def _annotation(path: Path, number: int, call: Mapping[str, Any], recording: str) -> Annotation:
    onset_s, low_khz, duration_s, height_khz = _box(path, number, call.get("Box"))
    label = call.get("Type", "")
    return Annotation(
        recording=recording,
        onset_s=onset_s,
        offset_s=onset_s + duration_s,
        label=label if isinstance(label, str) else "",
        low_hz=low_khz * 1000,
        high_hz=(low_khz + height_khz) * 1000,
        confidence=parse_confidence(str(call.get("Score", ""))),
        is_channel_known=False,
    )


def _box(path: Path, number: int, box: Any) -> list[float]:
    try:
        numbers = [float(each) for each in box]
    except (TypeError, ValueError):
        numbers = []
    if len(numbers) != 4 or not all(0 <= each < float("inf") for each in numbers):
        raise AnnotationError(
            f"{path}, call {number}: expected a `Box` of onset, lowest frequency, length and height, got "
            f"{quotable(str(box))}. Correct the call in DeepSqueak."
        )
    return numbers
