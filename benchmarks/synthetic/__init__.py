"""Recordings that are made, not taken, so that their truth is known: for benchmarks and tests.

- `scene`: test recordings with known truth.
- `calls`: eight kinds of synthetic calls.
- `background`: noise, wind, clicks, hum.
"""

from benchmarks.synthetic.background import Background as Background
from benchmarks.synthetic.calls import CALL_NAMES as CALL_NAMES
from benchmarks.synthetic.calls import synthesize_call as synthesize_call
from benchmarks.synthetic.scene import LabeledClip as LabeledClip
from benchmarks.synthetic.scene import Scene as Scene
from benchmarks.synthetic.scene import lay_scene as lay_scene
from benchmarks.synthetic.scene import write_long_recording as write_long_recording
