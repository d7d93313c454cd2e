"""A network and boosted trees learn to read digits, side by side; a picture tells how it went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.metrics import confusion_matrix

from coincide_primer.digits import Digits, as_images, convolutional, multilayer, shifted
from coincide_primer.drawing import confusion, curves
from coincide_primer.drawing.svg import picture
from coincide_primer.networks import AdamW, Network, cross_entropy, fit, print_progress
from coincide_primer.tensors.tensor import Array
from coincide_primer.trees import BoostedTreesClassifier

STAGES = 20
"""Points at which the trees are judged on the way."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a training went.

    Attributes
    ----------
    losses, accuracies : from start to end, the latter on held-out digits.
    guess : what is said of the held-out digits at the end.
    """

    losses: list[float]
    accuracies: list[float]
    guess: Array


def train_both(digits: Digits, *, convolution: bool, rng: np.random.Generator) -> dict[str, Course]:
    """Train a network, of convolutions or not, and boosted trees."""
    network = _train_convolutional(digits, rng) if convolution else _train_multilayer(digits, rng)
    return {"network": network, "boosted trees": _boost(digits)}


def draw(courses: dict[str, Course], digits: Digits) -> str:
    """Draw curves and confusion matrices as SVG."""
    frame: dict[str, Any] = {"y": 50, "width": 330, "height": 220}
    losses = {name: course.losses for name, course in courses.items()}
    accuracies = {name: course.accuracies for name, course in courses.items()}
    parts = [
        *curves(losses, title="Loss in training", x=70, **frame),
        *curves(accuracies, title="Accuracy on held-out digits", x=490, **frame, percent=True),
    ]
    for number, (name, course) in enumerate(courses.items()):
        counts = confusion_matrix(digits.y_held_out, course.guess)
        parts += confusion(counts, title=f"Held-out digits: {name}", x=75 + 420 * number, y=390, cell=32)
    return picture(860, 750, parts)


def _train_multilayer(digits: Digits, rng: np.random.Generator) -> Course:
    return _train(multilayer(rng), digits, epochs=30, rng=rng)


def _train_convolutional(digits: Digits, rng: np.random.Generator) -> Course:
    x, y = shifted(as_images(digits.x), digits.y)
    images = Digits(x, y, as_images(digits.x_held_out), digits.y_held_out)
    return _train(convolutional(rng), images, epochs=6, rng=rng)


def _train(network: Network, digits: Digits, *, epochs: int, rng: np.random.Generator) -> Course:
    history = fit(
        network,
        digits.x,
        digits.y,
        loss=cross_entropy,
        optimizer=AdamW(network.parameters.values(), rate=3e-3),
        epochs=epochs,
        score=lambda network: float(np.mean(_guess(network, digits) == digits.y_held_out)),
        progress=print_progress,
        rng=rng,
    )
    return Course([epoch.loss for epoch in history], [epoch.score for epoch in history], _guess(network, digits))


def _guess(network: Network, digits: Digits) -> Array:
    return network(digits.x_held_out).data.argmax(axis=1)


def _boost(digits: Digits) -> Course:
    ensemble = BoostedTreesClassifier(max_depth=4).fit(digits.x, digits.y).ensemble_
    accuracies: list[float] = []
    guess = digits.y_held_out
    for n_rounds in np.linspace(1, len(ensemble.rounds), STAGES).astype(int):
        guess = replace(ensemble, rounds=ensemble.rounds[:n_rounds]).scores(digits.x_held_out).argmax(axis=1)
        accuracies.append(float(np.mean(guess == digits.y_held_out)))
    return Course(list(ensemble.losses), accuracies, guess)
