"""Slow twins of labeling: from a few labels to all events, as plainly as can be."""

from __future__ import annotations

import math

import numpy as np


def neighbor_graph(rows, *, k, sharpness=0.1):
    """Links with the k nearest in either direction."""
    n = len(rows)
    links = np.zeros((n, n))
    for i in range(n):
        others = sorted((j for j in range(n) if j != i), key=lambda j: 1 - float(rows[i] @ rows[j]))
        for j in others[:k]:
            strength = math.exp(-max(0.0, 1 - float(rows[i] @ rows[j])) / sharpness)
            links[i, j] = max(links[i, j], strength)
            links[j, i] = max(links[j, i], strength)
    return links


def walks_out(links, *, alpha=0.9):
    """Where walks from each event lie, (to, from), columns sum to 1."""
    roots = np.sqrt(np.maximum(links.sum(axis=1), 1e-12))
    reached = np.linalg.inv(np.eye(len(links)) - alpha * links / np.outer(roots, roots))
    return reached / reached.sum(axis=0)


def walks_to(links, labels, start, *, alpha=0.9, n_steps=300):
    """Which name does a walk come to first? Step by step, by name; it may begin at a label that does not count."""
    step = alpha * links / np.maximum(links.sum(axis=1, keepdims=True), 1e-12)
    come = dict.fromkeys(sorted(set(labels.values())), 0.0)
    here = np.eye(len(links))[start]
    for _ in range(n_steps):
        for row, name in labels.items():
            come[name] += here[row]
            here[row] = 0.0
        here = here @ step
    return list(come.values())


def densities(links, labels):
    """The mean walk of each name's labels."""
    reached, names = walks_out(links), sorted(set(labels.values()))
    return np.array([np.mean([reached[:, row] for row in labels if labels[row] == name], axis=0) for name in names]).T


def spread(links, labels):
    """The geometric mean of what walks from labels and walks to labels say."""
    n, names = len(links), sorted(set(labels.values()))
    lie = densities(links, labels)
    out = share_out(lie, *sizes(lie), n=n)
    come = np.array([walks_to(links, labels, row) for row in range(n)])
    shares = np.sqrt(out * come / (come.sum(axis=1, keepdims=True) + doubt(come, labels)))
    for row, name in labels.items():
        shares[row] = [float(other == name) for other in names]
    return shares


def doubt(come, labels):
    """What comes to no name counts for where a usual chance is halved, or less where chances are good."""
    chances = [sum(row) for number, row in enumerate(come) if number not in labels]
    usual = min(1.0, sum(chance**2 for chance in chances) / max(sum(chances), 1e-9))
    return max(usual * (1 - usual), 1e-9)


def sizes(lie, *, n_steps=200):
    """Shares of the names and of nobody, event by event, until nothing changes."""
    n, n_names = lie.shape
    shares, nobody = np.full(n_names, 1 / (n_names + 1)), 1 / (n_names + 1)
    for _ in range(n_steps):
        counts, unnamed = [0.5 * n / n_names] * n_names, 1.0
        for row in share_out(lie, shares, nobody, n=n):
            counts = [count + each for count, each in zip(counts, row, strict=True)]
            unnamed += 1 - sum(row)
        shares = np.array(counts) / (sum(counts) + unnamed)
        nobody = unnamed / (sum(counts) + unnamed)
    return shares, nobody


def share_out(lie, shares, nobody, *, n):
    """Bayes' rule, event by event."""
    return np.array([row * shares / (sum(row * shares) + nobody / n) for row in lie])


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


def spread_votes(rows: np.ndarray, nearness: np.ndarray, votes: np.ndarray) -> np.ndarray:
    """Votes of calls that take most of them from their five nearest, by one system of equations."""
    n = len(rows)
    taken = np.zeros((n, n))
    for row in range(n):
        cosines = [(float(rows[row] @ rows[other]), other) for other in range(n) if other != row]
        nearest = sorted(cosines, reverse=True)[:5]
        if np.mean([cosine for cosine, _ in nearest]) > nearness[row]:
            weights = np.exp([(cosine - nearest[0][0]) / 0.1 for cosine, _ in nearest])
            taken[row, [other for _, other in nearest]] = 0.8 * weights / weights.sum()
    own = votes * (1 - taken.sum(axis=1, keepdims=True))
    return np.linalg.solve(np.eye(n) - taken, own)
