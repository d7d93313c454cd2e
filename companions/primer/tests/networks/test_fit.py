"""Training: the same seed gives the same network."""

import numpy as np
import pytest

from coincide_primer import Adam, Dense, Epoch, InputError, Network, cross_entropy, fit, print_progress, relu
from coincide_primer.digits import as_images, convolutional, shifted, split_digits


def _small(rng):
    return Network(Dense(2, 8, rng=rng), relu, Dense(8, 2, rng=rng))


def _trained(seed, **options):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, 2))
    network = _small(rng)
    optimizer = Adam(network.parameters.values(), rate=0.01)
    history = fit(
        network, x, (x[:, 0] > 0).astype(int), loss=cross_entropy, optimizer=optimizer, epochs=5, rng=rng, **options
    )
    return network, history, optimizer


def test_the_same_seed_gives_the_same_bytes():
    first, second = (_trained(3)[0].parameters for _ in range(2))
    assert all(first[name].data.tobytes() == second[name].data.tobytes() for name in first)


def test_the_loss_falls():
    losses = [epoch.loss for epoch in _trained(0)[1]]
    assert losses[-1] < 0.8 * losses[0]


def test_the_rate_is_afterwards_as_before():
    assert _trained(0)[2].rate == 0.01


def test_progress_is_told_after_each_epoch(capsys):
    _trained(0, progress=print_progress, score=lambda network: 0.25)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("epoch 1/5: loss ")
    assert "score 0.2500" in lines[0]


def test_the_last_epoch_has_nothing_left():
    assert str(Epoch(2, 2, 0.5, float("nan"), 0.0)) == "epoch 2/2: loss 0.5000"


def test_unequal_lengths_are_refused():
    with pytest.raises(InputError, match="as many inputs as targets, got 3 and 2"):
        fit(None, np.ones(3), np.ones(2), loss=None, optimizer=None, epochs=1, rng=None)


def test_a_batch_of_nothing_is_refused():
    with pytest.raises(InputError, match="`batch` must be a whole number of at least 1, got 0"):
        fit(None, np.ones(3), np.ones(3), loss=None, optimizer=None, epochs=1, batch=0, rng=None)


def test_a_shift_keeps_the_label_and_moves_the_pixels():
    images, y = shifted(np.arange(64.0).reshape(1, 1, 8, 8) + 1.0, np.array([7]))
    assert y.tolist() == [7] * 5
    assert images[0, 0, 0, 0] == 1.0
    assert images[1, 0, 1, 0] == 1.0 and images[1, 0, 0].max() == 0.0
    assert images[4, 0, 0, 0] == 2.0 and images[4, 0, :, 7].max() == 0.0


def test_a_network_of_convolutions_takes_images_of_digits():
    digits = split_digits(0)
    assert convolutional(np.random.default_rng(0))(as_images(digits.x[:3])).shape == (3, 10)
