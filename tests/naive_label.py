"""Slow twins of labeling: from a few labels to all events, as plainly as can be."""

from __future__ import annotations

import math

import numpy as np


def neighbor_graph(rows, *, k, sharpness=0.1):
    """Links with the k nearest in either direction, divided by the roots of both degrees."""
    n = len(rows)
    links = np.zeros((n, n))
    for i in range(n):
        others = sorted((j for j in range(n) if j != i), key=lambda j: 1 - float(rows[i] @ rows[j]))
        for j in others[:k]:
            strength = math.exp(-max(0.0, 1 - float(rows[i] @ rows[j])) / sharpness)
            links[i, j] = max(links[i, j], strength)
            links[j, i] = max(links[j, i], strength)
    degrees = links.sum(axis=1)
    return np.array(
        [[links[i, j] / math.sqrt(max(degrees[i] * degrees[j], 1e-24)) for j in range(n)] for i in range(n)]
    )


def spread(graph, labels, *, alpha=0.97, unreached=1.0):
    """F = (1 - α) (I - α S)⁻¹ Y by inversion, shares of each name, and of nobody."""
    n = len(graph)
    names = sorted(set(labels.values()))
    given = np.zeros((n, len(names)))
    for row, name in labels.items():
        given[row, names.index(name)] = 1.0
    strengths = (1 - alpha) * np.linalg.inv(np.eye(n) - alpha * graph) @ given
    strengths = strengths / strengths.sum(axis=0)
    shares = strengths / (strengths.sum(axis=1, keepdims=True) + unreached / n)
    for row, name in labels.items():
        shares[row] = [float(other == name) for other in names]
    return shares


def vote(queries, reference, probabilities, *, k=12, sharpness=0.1):
    """The nearest k of the reference vote, by how near they are."""
    scores = []
    for query in queries:
        cosines = [float(query @ other) for other in reference]
        nearest = sorted(range(len(reference)), key=lambda row: -cosines[row])[:k]
        weights = [math.exp(cosines[row] / sharpness) for row in nearest]
        votes = [weight * probabilities[row] for weight, row in zip(weights, nearest, strict=True)]
        scores.append(sum(votes) / sum(weights))
    return np.array(scores)
