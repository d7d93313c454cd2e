"""Stage 9: recognition. New events get names, and a score that says how far to trust each.

In: embeddings (n, dim) and the classifier that labels were given for, or the categories. Out: names, scores, unknown.

- `recognizer`: names and scores for new events.
- `by_category`: categories for new events, where nothing has a name.
- `held_out`: what the classifier says about labeled events whose labels it does not see.
- `thresholds`: the score that a name needs for a wanted precision.
- `reliability`: how often names with a score are right.
- `intervals`: what few trials say about a share.
- `faint`: repeats of known calls that are too faint for the detector.
- `browser`: what the page's worker says, asked under Node.
- `onnx_packages`: whether the packages are here that write ONNX files.
- `onnx`: networks as files that other runtimes read; needs torch.
- `live`: all of it as a stream, for browsers; needs torch.
- `image`: what a camera sees; needs torch.
"""

from coincide.recognize.by_category import CategoryRecognizer as CategoryRecognizer
from coincide.recognize.held_out import HeldOut as HeldOut
from coincide.recognize.held_out import hold_out as hold_out
from coincide.recognize.intervals import at_least as at_least
from coincide.recognize.intervals import interval as interval
from coincide.recognize.recognizer import UNKNOWN as UNKNOWN
from coincide.recognize.recognizer import EventNames as EventNames
from coincide.recognize.recognizer import Recognizer as Recognizer
from coincide.recognize.recognizer import make_recognizer as make_recognizer
from coincide.recognize.reliability import Reliability as Reliability
from coincide.recognize.reliability import ScoreBin as ScoreBin
from coincide.recognize.reliability import ScoreTable as ScoreTable
from coincide.recognize.reliability import measure_reliability as measure_reliability
from coincide.recognize.reliability import measure_scores as measure_scores
from coincide.recognize.thresholds import Basis as Basis
from coincide.recognize.thresholds import Threshold as Threshold
from coincide.recognize.thresholds import choose_thresholds as choose_thresholds
from coincide.recognize.thresholds import given_thresholds as given_thresholds
