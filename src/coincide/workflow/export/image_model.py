"""The recognizer of pictures for the browser: the pretrained network, since catalogs of pictures do not exist yet.

Made once, and kept beside the weights. Where a catalog has an image recognizer of its own one day, it is a manifest of
kind ``image`` like this one, and the page need not change.
"""

from __future__ import annotations

import contextlib
import hashlib
from datetime import UTC, datetime
from importlib.metadata import version

from coincide.learned.settings import digest
from coincide.recognize.image.hierarchy import imagenet_hierarchy
from coincide.recognize.image.names import imagenet_names
from coincide.recognize.image.sources import LITE0
from coincide.recognize.image.weights import checked_weights, weights_folder
from coincide.recognize.live.manifest import FORMAT, LiveManifest
from coincide.workflow.export.live import LiveRecognizer, load_live, save_live
from coincide.workflow.progress import Progress, Silent

IMAGE_MODEL_FILE, IMAGE_MANIFEST_FILE = "image.onnx", "image.json"
_VERSION, _EMBEDDINGS = 7, 5
"""Raised when another file would be written, and when it would give other embeddings: those that people taught stay."""
_DIGITS = 6
_THRESHOLD = 0.5


def image_recognizer(*, progress: Progress | None = None) -> LiveRecognizer:
    """Return the recognizer of pictures; made if it is not there. Nothing is fetched.

    Raises
    ------
    MissingPackageError : a package of the extras `image` or `export` is not installed.
    ModelFileError : the weights are not here, or are others.
    ExportError : it cannot be written so that a browser says the same.
    """
    known = kept_image_recognizer()
    if known is not None:
        return known
    made, folder = _make(progress or Silent()), weights_folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        save_live(folder / IMAGE_MODEL_FILE, folder / IMAGE_MANIFEST_FILE, made, _key())
    return made


def kept_image_recognizer() -> LiveRecognizer | None:
    """Return the recognizer of pictures if it was made already, None if it must be made."""
    folder = weights_folder()
    return load_live(folder / IMAGE_MODEL_FILE, folder / IMAGE_MANIFEST_FILE, _key())


def _make(progress: Progress) -> LiveRecognizer:
    names, weights = imagenet_names(), checked_weights(LITE0)
    from coincide.recognize.image.lite0 import N_FEATURES, usual_features
    from coincide.recognize.image.writing import load_camera, write_camera
    from coincide.recognize.onnx_packages import require_packages

    require_packages()
    with progress.stage("export", total=1, unit="networks") as stage:
        graph = load_camera(weights)
        written, parity = write_camera(graph)
        stage.advance(1)
    hierarchy = imagenet_hierarchy()
    manifest = LiveManifest(
        kind="image",
        file=IMAGE_MODEL_FILE,
        sha256=hashlib.sha256(written).hexdigest(),
        size=len(written),
        embedding_key=digest(_EMBEDDINGS, LITE0.sha256),
        labels=names,
        has_unknown=False,
        unknown_threshold=_THRESHOLD,
        thresholds={},
        embedding_dim=N_FEATURES,
        inputs={"frame": [1, "height", "width", 4]},
        outputs={"probabilities": [1, len(names)], "embedding": [1, N_FEATURES]},
        parity=parity,
        catalog=LITE0.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("coincide"),
        notes=[f"{LITE0.name}: {LITE0.input}. License: {LITE0.licence}."],
        groups=list(hierarchy.groups),
        group_above=list(hierarchy.group_above),
        group_of=list(hierarchy.group_of),
        unfit=list(hierarchy.unfit),
        usual=[round(float(one), _DIGITS) for one in usual_features(graph.network)],
    )
    return LiveRecognizer(manifest, written)


def _key() -> str:
    return digest(_VERSION, FORMAT, version("coincide"), LITE0.sha256)
