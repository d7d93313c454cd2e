"""Metrics: pure functions on arrays, one file per question.

In: true and found times, labels and categories, embeddings. Out: scores, as small frozen records.

    matching       which found event matches which true one
    assignment     the largest matching with the least cost
    detection      precision, recall and F1 of events
    edges          distance of onsets and offsets from the true ones
    clustering     how well categories agree with labels
    retrieval      how well neighbors share a label
    labeling       accuracy by number of labels, and how many fewer one method needs
    segments       how well motifs and songs are recovered
    segment_trees  agreement of trees with detected leaves
    gap_cutting    cuts at gaps of a fixed length, as a baseline
    bootstrap      intervals of scores, by resampling recordings
"""

from coincide.evaluate.bootstrap import interval as interval
from coincide.evaluate.clustering import ClusteringScore as ClusteringScore
from coincide.evaluate.clustering import ari as ari
from coincide.evaluate.clustering import clustering_score as clustering_score
from coincide.evaluate.clustering import hungarian_accuracy as hungarian_accuracy
from coincide.evaluate.clustering import nmi as nmi
from coincide.evaluate.clustering import purity as purity
from coincide.evaluate.detection import DetectionScore as DetectionScore
from coincide.evaluate.detection import detection_score as detection_score
from coincide.evaluate.detection import sum_scores as sum_scores
from coincide.evaluate.edges import EdgeErrors as EdgeErrors
from coincide.evaluate.edges import edge_errors as edge_errors
from coincide.evaluate.edges import usual_tolerance_s as usual_tolerance_s
from coincide.evaluate.labeling import LabelCurve as LabelCurve
from coincide.evaluate.labeling import LabelsNeeded as LabelsNeeded
from coincide.evaluate.labeling import Reduction as Reduction
from coincide.evaluate.labeling import label_curve as label_curve
from coincide.evaluate.labeling import label_reduction as label_reduction
from coincide.evaluate.labeling import labels_needed as labels_needed
from coincide.evaluate.labeling import typed_score as typed_score
from coincide.evaluate.matching import match_by_iou as match_by_iou
from coincide.evaluate.matching import match_by_onset as match_by_onset
from coincide.evaluate.retrieval import RetrievalScore as RetrievalScore
from coincide.evaluate.retrieval import retrieval_scores as retrieval_scores
