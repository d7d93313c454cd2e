# /// script
# requires-python = ">=3.11,<3.14"
# dependencies = ["coincide"]
# ///
"""Train a network of your own with `TripletLoss`, and see whether neighbors have become more alike.

    python examples/05_your_own_network.py [--steps N]

The examples are the handwritten digits that come with scikit-learn, 8 by 8 points each. The network learns from half of
them; the other half shows what it has learned.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch
from coincide_smallworld import NavigableSmallWorld
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from coincide.losses import TripletLoss


def train(pictures: np.ndarray, labels: np.ndarray, *, steps: int) -> torch.nn.Module:
    """Return a network whose embeddings of one digit lie close together."""
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(64, 128), torch.nn.ReLU(), torch.nn.Linear(128, 16))
    optimizer, loss = torch.optim.Adam(network.parameters(), lr=0.003), TripletLoss(margin=0.2)
    inputs, targets = torch.from_numpy(pictures), torch.from_numpy(labels)
    for _ in range(steps):
        batch = torch.randint(len(inputs), (128,))
        embeddings = torch.nn.functional.normalize(network(inputs[batch]), dim=1)
        optimizer.zero_grad()
        loss(embeddings, targets[batch]).backward()
        optimizer.step()
    return network


def embed(network: torch.nn.Module, pictures: np.ndarray) -> np.ndarray:
    """Return the embedding of each picture, of length 1."""
    with torch.no_grad():
        return torch.nn.functional.normalize(network(torch.from_numpy(pictures)), dim=1).numpy()


def share_of_right_neighbors(vectors: np.ndarray, labels: np.ndarray) -> float:
    """Return which share of the ten nearest other examples show the same digit, on average."""
    _, neighbors = NavigableSmallWorld(metric="cosine").fit(vectors).kneighbors(n_neighbors=10)
    return float(np.mean(labels[neighbors] == labels[:, None]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a network of your own with `TripletLoss`.")
    parser.add_argument("--steps", type=int, default=400)
    steps: int = parser.parse_args().steps

    pictures, labels = load_digits(return_X_y=True)
    pictures = (pictures / 16).astype(np.float32)
    known, new, known_labels, new_labels = train_test_split(pictures, labels, test_size=0.5, random_state=0)
    network = train(known, known_labels, steps=steps)
    for name, vectors in (("points", new), ("embedding", embed(network, new))):
        share = share_of_right_neighbors(vectors, new_labels)
        print(f"{name}: {share:.1%} of the ten nearest neighbors show the same digit")


if __name__ == "__main__":
    main()
