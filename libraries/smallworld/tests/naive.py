"""Slow and obvious twins of the fast algorithms, for comparison in tests: every pair, one number at a time."""

import math

import numpy as np
from scipy.linalg import hadamard


def euclidean_distance(x, y):
    """Straight-line distance of two sequences of numbers."""
    return sum((float(a) - float(b)) ** 2 for a, b in zip(x, y, strict=True)) ** 0.5


def cosine_distance(x, y):
    """1 - cosine of the angle between two sequences of numbers."""
    product = sum(float(a) * float(b) for a, b in zip(x, y, strict=True))
    return 1.0 - product / (sum(float(a) ** 2 for a in x) ** 0.5 * sum(float(b) ** 2 for b in y) ** 0.5)


def nearest_neighbors(vectors, query, *, k, distance):
    """The k nearest as (distance, id), nearest first, ties by id."""
    return sorted((distance(query, vector), id) for id, vector in enumerate(vectors))[:k]


def slack_of(n, m, *, width) -> int:
    """How far frames may lie from the diagonal, in steps of 1 / (n - 1) frame of m."""
    return max(width * (min(n, m) - 1), max(n, m) - 1 if n != m else 0)


def is_in_band(i, j, *, n, m, width) -> bool:
    """Whether the frames i of n and j of m may meet."""
    return abs(i * (m - 1) - j * (n - 1)) <= slack_of(n, m, width=width)


def near(i, *, n, m, width) -> range:
    """A range that holds all frames of m that frame i of n may meet; trying all m would take most of the time."""
    middle, reach = (steps / max(n - 1, 1) for steps in (i * (m - 1), slack_of(n, m, width=width)))
    return range(max(0, math.floor(middle - reach) - 1), min(m, math.ceil(middle + reach) + 2))


def frames_apart(x, y) -> float:
    """Squared distance of two frames, each a number or one number per channel."""
    return sum((float(a) - float(b)) ** 2 for a, b in zip(np.atleast_1d(x), np.atleast_1d(y), strict=True))


def dtw(x, y, *, width) -> float:
    """Root of the cheapest path from corner to corner; x and y are frames, width counts frames."""
    n, m = len(x), len(y)
    table = {}
    for i in range(n):
        for j in near(i, n=n, m=m, width=width):
            if is_in_band(i, j, n=n, m=m, width=width):
                before = [table.get(cell, math.inf) for cell in [(i - 1, j - 1), (i - 1, j), (i, j - 1)]]
                table[i, j] = frames_apart(x[i], y[j]) + (0.0 if i == j == 0 else min(before))
    return math.sqrt(table[n - 1, m - 1])


def lb_keogh(x, y, *, width) -> float:
    """How far the frames of x lie outside all that they may meet in y, channel by channel."""
    total = 0.0
    for i in range(len(x)):
        partners = [np.atleast_1d(y[j]) for j in range(len(y)) if is_in_band(i, j, n=len(x), m=len(y), width=width)]
        for channel, value in enumerate(np.atleast_1d(x[i])):
            met = [float(partner[channel]) for partner in partners]
            total += max(float(value) - max(met), min(met) - float(value), 0.0) ** 2
    return math.sqrt(total)


def normalized(window) -> np.ndarray:
    """(channels, t) with mean 0 and standard deviation 1 in each channel; zeros where all values are equal."""

    def of_channel(row) -> list[float]:
        values = [float(value) for value in row]
        mean = math.fsum(values) / len(values)
        spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
        is_flat = min(values) == max(values)
        return [0.0 if is_flat else (value - mean) / spread for value in values]

    return np.array([of_channel(row) for row in window])


def window_distances(query, recordings, *, distance, normalize=True) -> list:
    """(distance, recording, start) of all windows; query and recordings are (channels, t), distance takes frames."""
    prepare = normalized if normalize else np.asarray
    n = query.shape[1]
    return [
        (distance(prepare(query).T, prepare(recording[:, start : start + n]).T), which, start)
        for which, recording in enumerate(recordings)
        for start in range(recording.shape[1] - n + 1)
    ]


def best_apart(found, *, k, spacing) -> list:
    """The first k of (distance, recording, start), nearest first, whose starts are `spacing` apart."""
    chosen = []
    for candidate in sorted(found):
        if all(candidate[1] != other[1] or abs(candidate[2] - other[2]) >= spacing for other in chosen):
            chosen.append(candidate)
    return chosen[:k]


def beam_search(points, links, doors, query, *, n_starts, ef) -> list[tuple[float, int]]:
    """Keep the `ef` nearest seen, open the nearest that is not yet open, until none is left."""

    def measure(node):
        return float(((points[node].astype(np.float64) - query) ** 2).sum())

    starts = sorted((measure(node), node) for node in doors)[:n_starts]
    pool, seen, opened = starts, {node for _, node in starts}, set()
    while True:
        waiting = [node for _, node in pool if node not in opened]
        if not waiting:
            return pool
        opened.add(waiting[0])
        fresh = [node for node in links[waiting[0]] if node >= 0 and node not in seen]
        seen.update(fresh)
        pool = sorted(pool + [(measure(node), node) for node in fresh])[:ef]


def diverse(points, node, candidates, *, most) -> list[int]:
    """Take the nearest candidates, but none that is nearer to one already taken than to the node."""

    def apart(a, b):
        return float(((points[a].astype(np.float64) - points[b]) ** 2).sum())

    taken: list[int] = []
    for candidate in sorted(candidates, key=lambda other: apart(node, other)):
        if len(taken) < most and all(apart(candidate, other) >= apart(candidate, node) for other in taken):
            taken.append(candidate)
    return taken


def inserted(pool, node, distance) -> tuple[list[tuple[float, int]], int]:
    """A sorted pool with a node put in behind its equals and the farthest taken out, and the node's place."""
    place = sum(other <= distance for other, _ in pool)
    return [*pool[:place], (distance, node), *pool[place:]][: len(pool)], place


def two_sided_bound(query, series, *, width: int) -> float:
    """Squared; frames (n, channels): what lies outside of the query's envelope, and the query outside of the rest."""
    n, m, n_channels = len(query), len(series), len(query[0])
    slack = max(width * (min(n, m) - 1), max(n, m) - 1 if n != m else 0)

    def may_meet(i, j):
        return abs(i * (m - 1) - j * (n - 1)) <= slack

    def clipped(number, low, high):
        return min(max(number, low), high)

    total = 0.0
    for channel in range(n_channels):
        inside = []
        for j in range(m):
            met = [float(query[i][channel]) for i in range(n) if may_meet(i, j)]
            inside.append(clipped(float(series[j][channel]), min(met), max(met)))
            total += (float(series[j][channel]) - inside[j]) ** 2
        for i in range(n):
            met = [inside[j] for j in range(m) if may_meet(i, j)]
            total += (float(query[i][channel]) - clipped(float(query[i][channel]), min(met), max(met))) ** 2
    return total


def rotated(x, scales, power) -> np.ndarray:
    """A vector after rounds of scaling, a Hadamard transform of one end, and sums and differences of the halves."""
    x, half = np.array(x, dtype=np.float64), len(x) // 2
    for turn, scale in enumerate(scales):
        x *= scale
        end = slice(0, power) if turn % 2 == 0 else slice(len(x) - power, len(x))
        x[end] = hadamard(power) @ x[end]
        x = np.concatenate([x[:half] + x[half:], x[:half] - x[half:]])
    return x


def estimate_from_signs(r, q) -> float:
    """Squared distance of two rotated vectors, when of one only the length and the signs are known."""
    scale = 2.0 * (r @ r) / np.abs(r).sum()
    return q @ q + r @ r - scale * (np.where(r > 0, 1.0, -1.0) @ q)
