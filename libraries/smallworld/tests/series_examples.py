"""Series with known structure by published recipes: CBF (Saito 1994), Two Patterns (Geurts 2002), random walks."""

import numpy as np


def standardized(x):
    """Each row with mean 0 and standard deviation 1."""
    centered = x - x.mean(axis=1, keepdims=True)
    return (centered / centered.std(axis=1, keepdims=True)).astype(np.float32)


def cylinder_bell_funnel(n, *, rng, length=128):
    """(n, length): a step, a rise or a fall of random place and height, in noise."""
    t = np.arange(length)
    rows = []
    for kind in rng.integers(3, size=n):
        onset = rng.integers(length // 8, length // 4 + 1)
        offset = onset + rng.integers(length // 4, 3 * length // 4 + 1)
        shape = [np.ones(length), (t - onset) / (offset - onset), (offset - t) / (offset - onset)][kind]
        rows.append((6 + rng.normal()) * shape * ((t >= onset) & (t <= offset)) + rng.normal(size=length))
    return standardized(np.array(rows))


def two_patterns(n, *, rng, length=128):
    """(n, length): two steps up or down in noise, each at a random place in its half."""
    rows = []
    for kind in rng.integers(4, size=n):
        row = rng.normal(size=length)
        for half, is_up in ((0, kind in (0, 1)), (length // 2, kind in (0, 2))):
            size = int(length * rng.uniform(0.1, 0.3))
            onset = half + rng.integers(0, length // 2 - size + 1)
            step = np.where(np.arange(size) < size // 2, -5.0, 5.0)
            row[onset : onset + size] = step if is_up else -step
        rows.append(row)
    return standardized(np.array(rows))


def random_walks(n, *, rng, length=128):
    """(n, length): sums of noise."""
    return standardized(rng.normal(size=(n, length)).cumsum(axis=1))


def ragged_walks(n, *, rng, n_channels=1, shortest=8, longest=24):
    """List of n walks (n_channels, t) of different lengths."""
    lengths = rng.integers(shortest, longest + 1, size=n)
    return [rng.normal(size=(n_channels, length)).cumsum(axis=1) for length in lengths]
