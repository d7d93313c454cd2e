"""Stage 8: consolidation. A few well-chosen questions give names to everything.

In: embeddings (n, dim), and a person's answers about some of them. Out: the next question, and probable names for all.
`workflow.label` holds the command that asks and stores answers; the terminal and the app show its questions.

- `questions`: records of questions, answers and known labels.
- `session`: the state machine of question, answer and undo.
- `given_name`: what people may call a call.
- `tree`: nested clusters of events.
- `strategies`, `tree_questions`: choose the question that helps most next.
- `making`: strategies by name.
- `graph`: the graph of nearest neighbors.
- `spread`: names for all events from a few labels.
- `walks`: random walks along the graph, from labels and to labels.
- `shares`: estimates how many events each name has.
- `nearness`: lowers probabilities far from all labels.
- `sureness`: calibrates probabilities on held-out labels.
- `classifier`: names for new events.
- `company`: calls of a voice that was never heard are named together.
- `nearest_reference`: the reference events that the classifier asks.
- `logistic`: a plain linear classifier, for baselines.
- `consolidator`: everything that follows from the labels, at once.
- `progress`: the estimated quality after each answer, and when to stop.
"""

from coincide.label.classifier import FAR_PERCENTILE as FAR_PERCENTILE
from coincide.label.classifier import Classifier as Classifier
from coincide.label.classifier import Prediction as Prediction
from coincide.label.classifier import distance_away as distance_away
from coincide.label.classifier import distances_to_others as distances_to_others
from coincide.label.classifier import familiarity_at as familiarity_at
from coincide.label.classifier import nearest_distance as nearest_distance
from coincide.label.consolidator import MAX_POOL as MAX_POOL
from coincide.label.consolidator import Consolidation as Consolidation
from coincide.label.consolidator import Consolidator as Consolidator
from coincide.label.consolidator import choose_pool as choose_pool
from coincide.label.given_name import given_name as given_name
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
