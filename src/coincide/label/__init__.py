"""Stage 8: consolidation. A few well-chosen questions give names to everything.

In: embeddings (n, dim), and what a person said about some of them. Out: the next question, and what all probably are.

- `questions`: what is asked, answered and known.
- `session`: the state machine of question, answer and undo.
- `tree`: nested clusters.
- `strategies`, `tree_questions`: which question helps most next.
- `making`: strategies by name.
- `graph`: who is whose neighbor.
- `spread`: from a few labels to all events.
- `walks`: along the graph, from labels and to labels.
- `shares`: how many events each name has.
- `nearness`: less is believed far from all labels.
- `sureness`: how sure that is.
- `classifier`: from these events to new ones.
- `logistic`: a plain linear classifier, for baselines.
- `consolidator`: all that follows from the labels, at once.
- `progress`: what the labels were worth so far, and whether to stop.
"""

from coincide.label.classifier import Classifier as Classifier
from coincide.label.classifier import Prediction as Prediction
from coincide.label.classifier import distance_away as distance_away
from coincide.label.consolidator import MAX_POOL as MAX_POOL
from coincide.label.consolidator import Consolidation as Consolidation
from coincide.label.consolidator import Consolidator as Consolidator
from coincide.label.consolidator import choose_pool as choose_pool
from coincide.label.graph import graph_of as graph_of
from coincide.label.graph import neighbor_graph as neighbor_graph
from coincide.label.making import STRATEGIES as STRATEGIES
from coincide.label.making import make_strategy as make_strategy
from coincide.label.nearness import believe as believe
from coincide.label.nearness import doubtful as doubtful
from coincide.label.nearness import nearest_label as nearest_label
from coincide.label.nearness import nearest_other_label as nearest_other_label
from coincide.label.nearness import weigh as weigh
from coincide.label.progress import Point as Point
from coincide.label.progress import can_stop as can_stop
from coincide.label.progress import point_after as point_after
from coincide.label.progress import trace as trace
from coincide.label.questions import NOISE as NOISE
from coincide.label.questions import Answer as Answer
from coincide.label.questions import AnswerKind as AnswerKind
from coincide.label.questions import KnownLabels as KnownLabels
from coincide.label.questions import Question as Question
from coincide.label.session import Session as Session
from coincide.label.spread import Spread as Spread
from coincide.label.spread import Spreader as Spreader
from coincide.label.strategies import Strategy as Strategy
from coincide.label.sureness import Sureness as Sureness
from coincide.label.sureness import fit_sureness as fit_sureness
