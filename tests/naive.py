"""Slow and obvious twins of the fast algorithms, for comparison in tests. One section per stage."""

import collections
import hashlib
import itertools
import math

import numpy as np
import scipy.optimize
import scipy.signal

from coincide.features import mel_filterbank

# distances: every pair, one number at a time.


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


# --- evaluate: metrics, one obvious loop each ---


def iou(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union of two (onset, length)."""
    start, stop = max(one[0], other[0]), min(sum(one), sum(other))
    shared = max(0, stop - start)
    return shared / (one[1] + other[1] - shared) if shared > 0 else 0.0


def label_of(event, labels):
    """The label that covers most of an event, the last of equals; None if none covers half of it."""
    best, most_s = None, (event.offset_s - event.onset_s) / 2
    for label in labels:
        shared_s = min(label.offset_s, event.offset_s) - max(label.onset_s, event.onset_s)
        is_there = (label.recording_id, label.channel) == (event.recording_id, event.channel)
        if is_there and shared_s >= most_s:
            best, most_s = label.label, shared_s
    return best


def best_matching(truth: list, found: list, *, min_iou: float) -> tuple[int, float]:
    """Number of pairs and sum of IoU of the best one-to-one matching, by trying all permutations."""
    slots = [*range(len(found)), *[None] * len(truth)]
    best = (0, 0.0)
    for chosen in set(itertools.permutations(slots, len(truth))):
        ious = [iou(truth[i], found[j]) for i, j in enumerate(chosen) if j is not None]
        if all(value >= min_iou for value in ious):
            best = max(best, (len(ious), sum(ious)))
    return best


def dense_assignment(row, column, cost, n: int) -> tuple[int, float]:
    """Number and total cost of the best pairs, from one dense matrix where a missing pair costs 1000."""
    matrix = np.full((n, n), 1000.0)
    matrix[row, column] = cost
    chosen = matrix[scipy.optimize.linear_sum_assignment(matrix)]
    return int((chosen < 1000).sum()), float(chosen[chosen < 1000].sum())


def nmi(labels, categories) -> float:
    """2 I / (H + H) from probabilities, term by term."""
    n = len(labels)

    def entropy(values) -> float:
        return -sum(c / n * math.log(c / n) for c in collections.Counter(values).values())

    both = entropy(list(zip(labels, categories, strict=True)))
    total = entropy(labels) + entropy(categories)
    return 1.0 if total == 0 else 2 * (total - both) / total


def purity(labels, categories) -> float:
    """Sum over categories of the count of the commonest label, by n."""
    members = collections.defaultdict(list)
    for label, category in zip(labels, categories, strict=True):
        members[category].append(label)
    return sum(max(collections.Counter(group).values()) for group in members.values()) / len(labels)


def hungarian_accuracy(labels, categories) -> float:
    """Best share of right labels over all ways to name up to five categories."""
    names = sorted(set(categories))
    wanted = [*sorted(set(labels)), *[None] * len(names)]
    best = 0
    for chosen in set(itertools.permutations(wanted, len(names))):
        naming = dict(zip(names, chosen, strict=True))
        best = max(best, sum(naming[c] == t for t, c in zip(labels, categories, strict=True)))
    return best / len(labels)


def retrieval(rows, labels, groups, *, is_excluded: bool) -> tuple[float, ...]:
    """Mean average precision, recall at 1 and 5, 5-neighbor accuracy, number of queries."""
    results = []
    for query in range(len(rows)):
        others = [i for i in range(len(rows)) if i != query and not (is_excluded and groups[i] == groups[query])]
        ranked = sorted(others, key=lambda i: -float(rows[i] @ rows[query]))
        hits = [labels[i] == labels[query] for i in ranked]
        if any(hits):
            precisions = [sum(hits[: at + 1]) / (at + 1) for at, hit in enumerate(hits) if hit]
            nearest = [labels[i] for i in ranked[:5]]
            winner = max(nearest, key=nearest.count)
            results.append((np.mean(precisions), any(hits[:1]), any(hits[:5]), winner == labels[query]))
    means = np.mean(results, axis=0) if results else np.zeros(4)
    return (*means, len(results))


# recordings


def flat_peak_share(samples: list[float]) -> float:
    """Share of the samples in runs of three or more at the largest or the smallest value, if that is no coarse step."""
    extremes = {max(samples), min(samples)}
    step = min(abs(one - sample) for one in extremes for sample in samples if sample != one)
    if max(samples) - min(samples) < max(128 / 32768, 16 * step):
        return 0.0
    n_flat = 0
    for extreme in extremes:
        run = 0
        for sample in [*samples, None]:
            if sample == extreme:
                run += 1
                continue
            n_flat += run if run >= 3 else 0
            run = 0
    return n_flat / len(samples)


# features and events


def centered_levels(graph, sound):
    """Levels of one frame after the other, each cut out of padded sound around its center."""
    grid = graph.grid
    half = grid.window_samples // 2
    padded = np.concatenate([np.zeros(half), sound, np.zeros(grid.window_samples)]).astype(np.float32)
    starts = range(0, len(sound), grid.hop_samples)
    return np.array([frame_level(grid, padded[start : start + grid.window_samples]) for start in starts])


def bounded_levels(graph, sound):
    """Levels of one frame after the other, with silence around the sound, and those of the nearest that fits inside."""
    grid = graph.grid
    starts = np.arange(0, len(sound), grid.hop_samples) - grid.window_samples // 2
    fitting = starts[(starts >= 0) & (starts + grid.window_samples <= len(sound))]
    nearest = [fitting[np.abs(fitting - start).argmin()] for start in starts]
    around = np.pad(sound, grid.window_samples)
    own, bound = (
        np.array([frame_level(grid, around[start + grid.window_samples :][: grid.window_samples]) for start in each])
        for each in (starts, nearest)
    )
    return np.array(
        [
            other if one.mean() > other.mean() or max(neighbors_mean(one - other)) > 10 else one
            for one, other in zip(own, bound, strict=True)
        ]
    )


def neighbors_mean(rises):
    """Mean of each band with its neighbors, an eighth of all; the outermost bands go on."""
    width = max(1, round(len(rises) / 8))
    around = np.pad(rises, width, mode="edge")
    return [around[width + k - width // 2 :][:width].mean() for k in range(len(rises))]


def frame_level(grid, frame):
    """Power of the tapered frame's Fourier transform, weighed by band, in dB."""
    taper = np.hanning(len(frame))
    power = np.abs(np.fft.rfft(frame * taper, grid.n_fft)) ** 2 / np.sum(taper**2)
    filters = mel_filterbank(
        sample_rate_hz=grid.sample_rate_hz,
        n_fft=grid.n_fft,
        low_hz=grid.low_hz,
        high_hz=grid.high_hz,
        n_bands=grid.n_bands,
    )
    return 10 * np.log10(filters @ power + 1e-12)


def parts_at_valleys(curve, is_on, is_sure, *, valley, depth):
    """Every run cut at the lowest frame between neighboring peaks of enough prominence, ends cut off, without loops."""
    spans = []
    for start, stop in itertools.pairwise([0, *(np.flatnonzero(np.diff(is_on.astype(int))) + 1), len(curve)]):
        piece = curve[start:stop]
        padded = np.concatenate([[-1e3], piece, [-1e3]])
        peaks = scipy.signal.find_peaks(padded, prominence=valley)[0] - 1 if is_on[start] else []
        cuts = [0, *(a + int(np.argmin(piece[a:b])) for a, b in itertools.pairwise(peaks)), stop - start]
        for first, last in itertools.pairwise(cuts if is_on[start] else []):
            if is_sure[start + first : start + last].any():
                inside = first + np.flatnonzero(piece[first:last] >= piece[first:last].max() - depth)
                spans.append((start + int(inside[0]), start + int(inside[-1]) + 1))
    return spans


def patch(camera, excerpt, *, duration_s):
    """The picture of an event, frame by frame, with a plain Fourier transform."""
    geometry, rate_hz = camera.geometry, camera.sample_rate_hz
    start_s, stop_s = camera.excerpt_s(0.0, 0.0)
    window = round((stop_s - start_s - geometry.span_s) * rate_hz)
    n_fft = 1 << (window - 1).bit_length()
    padded = np.concatenate([excerpt, np.zeros(2 * n_fft)])
    filters = mel_filterbank(
        sample_rate_hz=rate_hz, n_fft=n_fft, low_hz=geometry.low_hz, high_hz=geometry.high_hz, n_bands=32
    )
    levels, is_inside = [], []
    for frame in range(32):
        start = round((frame + 0.5) * geometry.hop_s * rate_hz)
        power = np.abs(np.fft.rfft(padded[start : start + window] * np.hanning(window), n_fft)) ** 2
        levels.append(10 * np.log10(filters @ power + 1e-14))
        is_inside.append(abs((frame + 0.5) / 32 - 0.5) * geometry.span_s <= duration_s / 2 + 1.5 * geometry.hop_s)
    loudest = max(level.max() for level, inside in zip(levels, is_inside, strict=True) if inside)
    columns = [
        np.clip(1 + (level - loudest) / 60, 0, 1) * inside for level, inside in zip(levels, is_inside, strict=True)
    ]
    return np.stack(columns, axis=1)


def at_once(events) -> list[bool]:
    """Compare each event with each other one."""
    return [
        any(
            number != other
            and (one.recording_id, one.channel) == (two.recording_id, two.channel)
            and min(one.offset_s, two.offset_s) > max(one.onset_s, two.onset_s)
            for other, two in enumerate(events)
        )
        for number, one in enumerate(events)
    ]


def _share_band(call, other) -> bool:
    return other.low_hz < call.high_hz and call.low_hz < other.high_hz


def _is_mostly_under(call, other) -> bool:
    shared_s = min(call.offset_s, other.offset_s) - max(call.onset_s, other.onset_s)
    return shared_s > (call.offset_s - call.onset_s) / 2


def calls_without_parts(calls, others) -> list:
    """Leave out calls of which more than half lies under another one, in part in its band."""

    def is_part(call, other) -> bool:
        return _share_band(call, other) and _is_mostly_under(call, other)

    return [call for call in calls if not any(is_part(call, other) for other in others)]


def calls_without_overtones(calls, others) -> list:
    """Leave out calls up to 23.5 kHz of which most lies under another one that is louder or shares their band."""

    def is_overtone(call, other) -> bool:
        counts = call.snr_db < other.snr_db or _share_band(call, other)
        return call.low_hz + call.high_hz < 2 * 23_520 and counts and _is_mostly_under(call, other)

    return [call for call in calls if not any(is_overtone(call, other) for other in others)]


def n_apart_at_all_places(calls, others) -> float:
    """Try every place of each call, and add up the shares of those at which it touches none of the others."""
    end = max(stop for _, stop in [*calls, *others])

    def is_apart(start, stop) -> bool:
        return not any(begin < stop and start < over for begin, over in others)

    def share(length) -> float:
        tried = [is_apart(place + 0.5, place + 0.5 + length) for place in range(end - length)]
        return sum(tried) / max(1, len(tried))

    return sum(share(stop - start) for start, stop in calls)


def low_percentile(levels, frame, *, half, stride):
    """20th percentile of every `stride`-th frame at most `half` away, band by band, by sorting and interpolating."""
    near = levels[max(0, frame - half) : frame + half + 1 : stride]
    rows = []
    for band in np.sort(near, axis=0).T.astype(float):
        at = 0.2 * (len(band) - 1)
        low = int(at)
        high = min(low + 1, len(band) - 1)
        rows.append(band[low] + (at - low) * (band[high] - band[low]))
    return rows


def loudest_fifth(excess):
    """Mean of the loudest fifth of the bands, frame by frame."""
    n_loud = max(1, round(len(excess[0]) / 5))
    return [sum(sorted(map(float, frame))[-n_loud:]) / n_loud for frame in excess]


# embed: losses, pairs and centers, one row at a time


def nt_xent(rows, is_negative, *, temperature: float) -> float:
    """Mean over rows of -log of the positive's share."""
    n = len(rows)
    losses = []
    for i in range(n):
        positive = math.exp(float(rows[i] @ rows[(i + n // 2) % n]) / temperature)
        negatives = [math.exp(float(rows[i] @ rows[j]) / temperature) for j in range(n) if is_negative[i][j]]
        losses.append(-math.log(positive / (positive + sum(negatives))))
    return sum(losses) / n


def logistic_coincidence(rows, is_negative, *, scale: float, bias: float) -> float:
    """Cross-entropy of "do they belong together", for positives and for negatives."""
    n = len(rows)

    def together(i, j) -> float:
        return 1 / (1 + math.exp(-(scale * float(rows[i] @ rows[j]) + bias)))

    positives = [-math.log(together(i, (i + n // 2) % n)) for i in range(n)]
    negatives = [-math.log(1 - together(i, j)) for i in range(n) for j in range(n) if is_negative[i][j]]
    return sum(positives) / n + (sum(negatives) / len(negatives) if negatives else 0.0)


def semi_hard_triplets(rows, is_negative, pairs=None) -> list[tuple[int, int, int]]:
    """Anchor, positive and negative: the nearest negative that is farther than the positive, else the farthest.

    `pairs` are anchors and positives; if not given, row i and row i + n / 2, both ways round.
    """
    n = len(rows)
    triplets = []
    for a, p in pairs if pairs is not None else [(a, (a + n // 2) % n) for a in range(n)]:
        away = {j: float(((rows[a] - rows[j]) ** 2).sum()) for j in range(n) if is_negative[a][j]}
        farther = {j: d for j, d in away.items() if d > float(((rows[a] - rows[p]) ** 2).sum())}
        if farther:
            triplets.append((a, p, min(farther, key=farther.__getitem__)))
        elif away:
            triplets.append((a, p, max(away, key=away.__getitem__)))
    return triplets


def triplet_loss(rows, is_negative, pairs=None, *, margin: float, reduction: str = "active") -> float:
    """Mean over the semi-hard triplets that violate the margin, or the mean or sum over all."""

    def squared(i, j) -> float:
        return float(((rows[i] - rows[j]) ** 2).sum())

    gaps = [squared(a, p) - squared(a, n) + margin for a, p, n in semi_hard_triplets(rows, is_negative, pairs)]
    active = [gap for gap in gaps if gap > 0]
    n_counted = {"active": len(active), "mean": len(gaps), "sum": 1}[reduction]
    return sum(active) / n_counted if active else 0.0


def mutual_partners(rows, sources, *, k: int) -> list[set[int]]:
    """For each row the neighbors among the k nearest of other sources (below four: of its own) that count it so too."""
    is_across = len(set(sources)) >= 4
    nearest = []
    for i in range(len(rows)):
        others = [j for j in range(len(rows)) if j != i and (sources[j] != sources[i]) == is_across]
        nearest.append(set(sorted(others, key=lambda j: -float(rows[i] @ rows[j]))[:k]))
    return [{j for j in nearest[i] if i in nearest[j]} for i in range(len(rows))]


def centered(rows, sources) -> list:
    """Subtract the shrunk mean of each source of at least 20 rows, or the mean of all, and bring to unit length."""
    moved = []
    for row, source in zip(rows, sources, strict=True):
        members = [other for other, theirs in zip(rows, sources, strict=True) if theirs == source]
        n = len(members)
        mean = sum(members) / n * (n / (n + 20)) if n >= 20 else sum(rows) / len(rows)
        moved.append((row - mean) / math.sqrt(float(((row - mean) ** 2).sum())))
    return moved


# categorize


def smoothed(rows, *, k: int) -> list:
    """Twice the mean of what the k nearest rows hold, brought to unit length; neighbors are those of the rows."""
    values = list(rows)
    for _ in range(2):
        values = [
            sum(values[j] for j in sorted(range(len(rows)), key=lambda j: -float(row @ rows[j]))[:k]) for row in rows
        ]
        values = [value / math.sqrt(float(value @ value)) for value in values]
    return values


def entropy_loss(logits, *, gamma: float) -> float:
    """Mean entropy of the rows minus gamma times the entropy of their mean, in nats."""

    def entropy(p) -> float:
        return -sum(float(share) * math.log(float(share)) for share in p if share > 0)

    rows = [[math.exp(value) / sum(map(math.exp, row)) for value in row] for row in logits]
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    return sum(map(entropy, rows)) / len(rows) - gamma * entropy(mean)


# --- evaluate: how far labels go ---


def labels_needed(budgets, means, target):
    """The first place on a fine walk along the curve, by the logarithm of the budget, that reaches the target."""
    if means[0] >= target:
        return budgets[0]
    logs = [math.log(budget) for budget in budgets]
    grid = [logs[0] + (logs[-1] - logs[0]) * step / 1000 for step in range(1000)]
    for place in sorted(logs + grid):
        if float(np.interp(place, logs, means)) >= target:
            return math.exp(place)
    return budgets[-1]


def typed_precision_recall(pairs, n_truth):
    """Precision and recall of (true label, name) pairs, one event at a time."""
    right = wrong = 0
    for label, name in pairs:
        if name in ("", "noise"):
            continue
        if label == name:
            right += 1
        else:
            wrong += 1
    if n_truth == 0 and right + wrong == 0:
        return 1.0, 1.0
    return right / (right + wrong) if right + wrong else 0.0, right / n_truth if n_truth else 0.0


# catalog: the digest of all that people said.


def merkle_root(leaves):
    """RFC 6962, section 2.1: split at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + merkle_root(leaves[:split]) + merkle_root(leaves[split:])).digest()


# --- recognize: the camera's picture, one pixel at a time ---


def middle_square(picture, n_pixels: int, n_points: int) -> np.ndarray:
    """The middle of a picture (height, width, colors), each pixel the mean of `n_points` squared points within it."""
    side = min(picture.shape[:2])
    small = np.zeros((n_pixels, n_pixels, picture.shape[2]))

    def place(point: int, length: int) -> float:
        first = (length - side) / 2
        return min(max(first + (point + 0.5) * side / (n_pixels * n_points) - 0.5, first), first + side - 1)

    def between(y: float, x: float):
        top, left = int(y), int(x)
        below, right = min(top + 1, picture.shape[0] - 1), min(left + 1, picture.shape[1] - 1)
        upper = (1 - (x - left)) * picture[top, left] + (x - left) * picture[top, right]
        lower = (1 - (x - left)) * picture[below, left] + (x - left) * picture[below, right]
        return (1 - (y - top)) * upper + (y - top) * lower

    for row, column in itertools.product(range(n_pixels * n_points), repeat=2):
        read = between(place(row, picture.shape[0]), place(column, picture.shape[1]))
        small[row // n_points, column // n_points] += read / n_points**2
    return small


def typical_rows_by_sorting_all(rows: np.ndarray, embeddings: np.ndarray, owners: np.ndarray, limit: int) -> list[int]:
    """Sort all members by how near the mean they are; the first of each recording come first, then the second."""
    nearest = np.argsort(-(embeddings @ embeddings.mean(axis=0)), kind="stable").tolist()
    n_before: dict[int, int] = {}
    turns: list[tuple[int, int, int]] = []
    for rank, place in enumerate(nearest):
        turn = n_before.get(int(owners[place]), 0)
        n_before[int(owners[place])] = turn + 1
        turns.append((turn, rank, place))
    return [int(rows[place]) for _, _, place in sorted(turns)[:limit]]
