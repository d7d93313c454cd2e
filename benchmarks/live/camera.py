"""What the camera's recognizer says: names of clear pictures, and classes taught by a few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.live.page import Task, ask_names, ask_taught
from benchmarks.live.pictures import Picture, photographs, stamps, views
from benchmarks.options import Options, say
from benchmarks.table import Row
from coincide.recognize.live.manifest import LiveManifest
from coincide.recognize.onnx import OnnxSession
from coincide.workflow.export.image_model import image_recognizer

_N_TAUGHT, _N_NEW, _N_SEEN, _N_QUICK_PAIRS = 5, 20, 30, 12
_PAIRS = "images/cifar10_subset"
_CHOSEN_ON, _FRESH = slice(0, 60), slice(60, None)
"""The numbers of the rules for "unknown" were chosen on the first 60 pictures of each class and every other pair."""
_STILL = 0.05


class Camera:
    """The recognizer of pictures, under onnxruntime."""

    def __init__(self) -> None:
        made = image_recognizer()
        self.manifest: LiveManifest = made.manifest
        self._session = OnnxSession(made.model)

    def see(self, pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return probabilities and embedding of a picture (height, width, 3)."""
        opaque = np.full((*pixels.shape[:2], 1), 255, dtype=np.uint8)
        said = self._session.run({"frame": np.concatenate([pixels, opaque], axis=2)[None]})
        return said["probabilities"][0], said["embedding"][0]

    def embed(self, pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Return embeddings (n, dim)."""
        return np.stack([self.see(one)[1] for one in pictures])


def name_rows(camera: Camera) -> list[Row]:
    """Name pictures with a clear subject."""
    pictures = [*photographs(), *stamps()]
    if len(pictures) < 30:
        say(f"only {len(pictures)} pictures: Debian's `tuxpaint-stamps-default` has the others")
    said = ask_names(camera.manifest, [camera.see(one.pixels)[0] for one in pictures])
    marks = [
        None if name is None else _is_right(name, one, camera.manifest)
        for name, one in zip(said, pictures, strict=True)
    ]
    for name, one, mark in zip(said, pictures, marks, strict=True):
        if mark is not True:
            say(f"{one.title}: {name or 'unknown'}")
    n, work = len(pictures), "pictures with a clear subject"
    return [
        Row(work, "a right name, coarse counts, %", 100 * marks.count(True) / n, 0.0, n, goal="≥ 80, aim 92", digits=1),
        Row(work, "a wrong name, %", 100 * marks.count(False) / n, 0.0, n, goal="≤ 5, aim 2", digits=1),
    ]


def pair_rows(camera: Camera, options: Options) -> list[Row]:
    """Teach pairs of classes by five pictures each, beside logistic regression; none without CIFAR-10's pictures."""
    folder = None if options.data is None else options.data / _PAIRS
    if folder is None or not folder.is_dir():
        say(f"pairs are left out: `--data DIR` with `{_PAIRS}`, a folder of pictures a class, brings them")
        return []
    classes = [one for one in sorted(folder.iterdir()) if one.is_dir()]
    others = camera.embed([one.pixels for one in [*photographs(), *stamps()]])
    fresh = {one.name: camera.embed(_some(one, _FRESH)) for one in classes}
    chosen_on = {one.name: camera.embed(_some(one, _CHOSEN_ON)) for one in classes}
    pairs = list(combinations(fresh, 2))

    def rows(title: str, embedded: Mapping[str, NDArray[np.float32]], which: slice, n_seen: int = _N_SEEN) -> list[Row]:
        return _rows_of_pairs(title, embedded, pairs[which], others, camera.manifest.usual, options, n_seen=n_seen)

    return [
        *rows("pairs and pictures that the rules were chosen on", chosen_on, slice(0, None, 2)),
        *rows("other pairs, fresh pictures", fresh, slice(1, None, 2)),
        *rows("all pairs, fresh pictures", fresh, slice(None)),
        *rows("all pairs, fresh pictures, after 1 frame", fresh, slice(None), 1),
    ]


def _rows_of_pairs(
    title: str,
    embedded: Mapping[str, NDArray[np.float32]],
    chosen: Sequence[tuple[str, str]],
    others: NDArray[np.float32],
    usual: Sequence[float],
    options: Options,
    *,
    n_seen: int,
) -> list[Row]:
    """Teach pairs of classes.

    Parameters
    ----------
    embedded : pictures of every class (n, dim).
    chosen : the pairs.
    others : pictures of other things from elsewhere (n, dim).
    usual : what the recognizer says that pictures are on average (dim,).
    n_seen : frames that the camera saw before.
    """
    from sklearn.linear_model import LogisticRegression

    is_quick = options.quick
    every = list(combinations(embedded, 2))
    pairs = chosen[:: 4 if is_quick else 1][: _N_QUICK_PAIRS if is_quick else None]
    tasks, by_regression = [], []
    truth = np.repeat([0, 1], _N_NEW)
    for seed, pair in product(range(1 if is_quick else options.seeds), pairs):
        rng = np.random.default_rng([seed, every.index(pair)])
        order = {name: rng.permutation(len(rows)) for name, rows in embedded.items()}
        taught = [embedded[name][order[name][:_N_TAUGHT]] for name in pair]
        new = [embedded[name][order[name][_N_TAUGHT : _N_TAUGHT + _N_NEW]] for name in pair]
        third = [embedded[name][order[name][:5]] for name in embedded if name not in pair]
        seen = np.concatenate([embedded[name][order[name][-_N_SEEN // len(embedded) :]] for name in embedded])
        some = seen[rng.permutation(len(seen))[:n_seen]]
        tasks.append(Task("image", taught, some, np.concatenate([*new, *third, others]), usual))
        regression = LogisticRegression(max_iter=1000).fit(np.concatenate(taught), np.repeat([0, 1], _N_TAUGHT))
        by_regression.append(float(np.mean(regression.predict(np.concatenate(new)) == truth)))
    answers = ask_taught(tasks)
    n_new, n_others = len(truth), len(others)
    forced = [float(np.mean(one.forced[:n_new] == truth)) for one in answers]
    right = [float(np.mean(one.named[:n_new] == truth)) for one in answers]
    unknown = [float(np.mean(one.named[n_new:-n_others] < 0)) for one in answers]
    elsewhere = [float(np.mean(one.named[-n_others:] < 0)) for one in answers]
    work = f"{len(pairs)} pairs of CIFAR-10 taught by {_N_TAUGHT} each, {title}"
    peer, beside = "logistic regression (scikit-learn)", 100 * float(np.mean(by_regression))
    return [
        _share(work, "forced choice, %", forced, goal="peer - 2", against=peer, against_value=beside),
        _share(work, "right with unknown allowed, %", right, goal="≥ 70, aim 82"),
        _share(work, "third things called unknown, %", unknown, goal="≥ 70, aim 85"),
        _share(work, f"{n_others} other pictures called unknown, %", elsewhere),
        Row(
            work,
            "training, median ms",
            float(np.median([one.trained_ms for one in answers])),
            0.0,
            len(answers),
            goal="≤ 200",
            digits=0,
        ),
    ]


def still_rows(camera: Camera) -> list[Row]:
    """Teach two things that are held still, and show other views of them."""
    rng = np.random.default_rng(1)
    things = [*photographs(), *stamps()][:14]
    tasks = []
    for first, second in zip(things[::2], things[1::2], strict=False):
        taught = [camera.embed(views(one.pixels, 10, rng, spread=_STILL)) for one in (first, second)]
        shown = [camera.embed(views(one.pixels, 10, rng, spread=1.0)) for one in (first, second)]
        seen = camera.embed([one.pixels for one in things if one not in (first, second)])
        tasks.append(Task("image", taught, seen, np.concatenate(shown), camera.manifest.usual))
    truth = np.repeat([0, 1], 10)
    answers = ask_taught(tasks)
    work = "things held still while taught, other views"
    return [
        _share(
            work,
            "right with unknown allowed, %",
            [float(np.mean(one.named == truth)) for one in answers],
            goal="≥ 85, aim 98",
        ),
        _share(work, "forced choice, %", [float(np.mean(one.forced == truth)) for one in answers]),
    ]


def _share(
    work: str,
    metric: str,
    shares: Sequence[float],
    *,
    goal: str = "",
    against: str = "",
    against_value: float | None = None,
) -> Row:
    percents = 100 * np.array(shares)
    return Row(
        work,
        metric,
        float(percents.mean()),
        float(percents.std()),
        len(shares),
        goal=goal,
        against=against,
        against_value=against_value,
        digits=1,
    )


def _some(folder: Path, which: slice) -> list[NDArray[np.uint8]]:
    """Return pictures of a folder, as large as a camera's."""
    paths = sorted(folder.iterdir())[which]
    return [np.asarray(Image.open(one).convert("RGB").resize((480, 480), Image.Resampling.BICUBIC)) for one in paths]


def _is_right(said: str, picture: Picture, about: LiveManifest) -> bool:
    """A name is right if it is listed, or finer than one that is, or a group of one."""
    if said in picture.names or any(name in _groups(said, about) for name in picture.names):
        return True
    return any(said in _groups(name, about) for name in picture.names)


def _groups(name: str, about: LiveManifest) -> list[str]:
    if name in about.labels:
        place = about.group_of[about.labels.index(name)]
    else:
        place = about.group_above[about.groups.index(name)] if name in about.groups else -1
    found: list[str] = []
    while place >= 0:
        found.append(about.groups[place])
        place = about.group_above[place]
    return found
