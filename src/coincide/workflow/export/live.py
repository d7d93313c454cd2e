"""The recognizer of a catalog for the browser: an ONNX file and its manifest, kept beside the model until stale.

Where nothing was labeled yet, categories give the names.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from coincide.embed import share_of_plain
from coincide.errors import RecordingError
from coincide.events import Hearing, choose_hearing, head_samples, hear, segment_heard, usual_hearing
from coincide.features import Spectrograph
from coincide.label import NOISE
from coincide.learned.contents import Contents
from coincide.learned.model import Model
from coincide.learned.names import event_names
from coincide.learned.opened import LearnedCatalog, open_learned
from coincide.learned.settings import digest
from coincide.recognize import UNKNOWN, CategoryRecognizer, Recognizer
from coincide.recognize.live.manifest import FORMAT, LiveManifest
from coincide.recognize.live.plan import Habits, LivePlan, plan_live
from coincide.recordings import place_of, read_span
from coincide.whole_files import replacing
from coincide.workflow.export.unheard import unheard_names, unheard_note
from coincide.workflow.progress import Progress, Silent
from coincide.workflow.recognize.new_sources import far_away
from coincide.workflow.recognize.recognizer_file import key_of_labels, open_recognizer

if TYPE_CHECKING:
    from coincide.recognize.live.graph import LiveGraph

MODEL_FILE, MANIFEST_FILE = "live.onnx", "live.json"
"""In the folder of the model; `model.onnx` and `model.json` where they are exported to."""
_VERSION = 17
"""Raised when the same catalog would give another graph."""
_MAX_ORDINARY_HZ = 48_000
_N_REAL, _REAL_S = 3, 4.0
_TYPICAL_SHARE = 0.25
_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class LiveRecognizer:
    """A recognizer that a browser can run.

    Attributes
    ----------
    model : the ONNX file.
    """

    manifest: LiveManifest
    model: bytes


def live_recognizer(
    catalog: Path | None, *, sample_rate_hz: int | None = None, progress: Progress | None = None
) -> LiveRecognizer:
    """Return the recognizer of a catalog for the browser; made if it is not there or stale.

    Parameters
    ----------
    sample_rate_hz : that it will be fed with; the rate of most events of the catalog if not given.

    Raises
    ------
    CatalogError : there is no catalog, or nothing has been learned yet.
    MissingPackageError : it must be made, and a package of the extra `export` is not installed.
    ExportError : it cannot be written so that a browser says the same.
    """
    listener = progress or Silent()
    with open_learned(catalog) as learned:
        folder, contents = learned.files.folder, learned.contents
        rate_hz = sample_rate_hz or usual_rate_hz(contents)
        key = _key(learned, rate_hz)
        known = load_live(folder / MODEL_FILE, folder / MANIFEST_FILE, key)
        if known is not None:
            return known
        taught = open_recognizer(learned, progress=listener)
        recognizer = None if taught is None else taught.recognizer
        hearing, habits = _hearing(learned, rate_hz)
        plan = plan_live(
            hearing,
            habits=habits,
            settings=learned.settings.events,
            geometries=learned.model.scales.geometries,
            length_s=_typical_s(contents),
            raw_dim=len(learned.model.centers.overall),
            drawn=learned.detector.rules,
        )
        with listener.stage("export", total=1, unit="networks") as stage:
            made = _make(plan, learned, recognizer, embedding_key(learned.model, rate_hz))
            stage.advance(1)
    # A catalog that can only be read has a live page all the same.
    with contextlib.suppress(OSError):
        save_live(folder / MODEL_FILE, folder / MANIFEST_FILE, made, key)
    return made


def kept_recognizer(catalog: Path | None) -> LiveRecognizer | None:
    """Return the recognizer of a catalog if it was made already, None if it must be made.

    Raises
    ------
    CatalogError : there is no catalog, or nothing has been learned yet.
    """
    with open_learned(catalog) as learned:
        folder = learned.files.folder
        key = _key(learned, usual_rate_hz(learned.contents))
        return load_live(folder / MODEL_FILE, folder / MANIFEST_FILE, key)


def _key(learned: LearnedCatalog, rate_hz: int) -> str:
    """Name all that a recognizer is made from."""
    labels, names = key_of_labels(learned), _names(learned.contents)
    return digest(_VERSION, FORMAT, version("coincide"), labels, names, rate_hz)


def embedding_key(model: Model, rate_hz: int) -> str:
    """Name the embeddings that the graph of a model gives, so that examples taught on the page outlive new labels and
    new events, which change none.
    """
    weights = [(name, array.shape, array.tobytes()) for name, array in sorted(model.encoder.items())]
    geometries = [asdict(one) for one in model.scales.geometries]
    content = repr((weights, model.centers.overall.tobytes(), geometries)).encode()
    return digest(_VERSION, rate_hz, hashlib.sha256(content).hexdigest())


def usual_rate_hz(contents: Contents) -> int:
    """Return the sample rate of most events, the higher one of equals."""
    counts = Counter(contents.recordings[each].sample_rate_hz for each in contents.events.recording_ids.tolist())
    return max(counts, key=lambda rate: (counts[rate], rate))


def live_labels(contents: Contents, recognizer: Recognizer | None) -> list[str]:
    """Return the names that a live recognizer can give; those of categories where nothing was labeled."""
    return [*(_names(contents) if recognizer is None else recognizer.classifier.names), UNKNOWN]


def save_live(model: Path, manifest: Path, made: LiveRecognizer, key: str) -> None:
    """Keep a recognizer, with a key that says what it was made from."""
    text = f"{made.manifest.model_dump_json(indent=1)}\n"
    with replacing(model) as file:
        file.write(made.model)
    with replacing(manifest) as file:
        file.write(f"{_sealed(key, text)}\n{text}".encode())


def load_live(model: Path, manifest: Path, key: str) -> LiveRecognizer | None:
    """Read what was kept; None if it is not there, not whole, or made from something else."""
    try:
        written, _, text = manifest.read_text(encoding="utf-8").partition("\n")
        known = LiveRecognizer(LiveManifest.model_validate_json(text), model.read_bytes())
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
    is_whole = written == _sealed(key, text) and hashlib.sha256(known.model).hexdigest() == known.manifest.sha256
    return known if is_whole else None


def _sealed(key: str, text: str) -> str:
    """Return the first line of a manifest: what it was made from, and a checksum of what follows."""
    return f"{key} {hashlib.sha256(text.encode()).hexdigest()}"


def _make(
    plan: LivePlan,
    learned: LearnedCatalog,
    recognizer: Recognizer | None,
    embeddings: str,
) -> LiveRecognizer:
    from coincide.recognize.live.writing import OUTPUTS, write_live
    from coincide.recognize.onnx_packages import require_packages

    require_packages()
    contents = learned.contents
    graph = _graph(plan, learned, recognizer)
    written, parity = write_live(graph, real=_real_sounds(contents, plan.grid.sample_rate_hz))
    labels = live_labels(contents, recognizer)
    dim = graph.embedding_dim
    shapes = ([plan.n_slots, len(labels)], [plan.n_slots, dim], [plan.n_slots, 6], [1], [1, plan.state_size])
    manifest = LiveManifest(
        kind="sound",
        file="model.onnx",
        sha256=hashlib.sha256(written).hexdigest(),
        size=len(written),
        embedding_key=embeddings,
        labels=labels,
        has_unknown=True,
        noise_label=labels.index(NOISE) if NOISE in labels else None,
        unknown_threshold=learned.model.categorizer.unsure_below if recognizer is None else _THRESHOLD,
        thresholds={} if recognizer is None else dict(recognizer.thresholds),
        embedding_dim=dim,
        sample_rate_hz=plan.grid.sample_rate_hz,
        hop_samples=plan.hop_samples,
        hop_s=plan.hop_s,
        n_slots=plan.n_slots,
        state_size=plan.state_size,
        latency_s=round(plan.latency_s, 3),
        low_hz=plan.grid.low_hz,
        high_hz=plan.grid.high_hz,
        inputs={"audio": [1, plan.hop_samples], "state": [1, plan.state_size]},
        outputs={one: list(shape) for one, shape in zip(OUTPUTS, shapes, strict=True)},
        parity=parity,
        catalog=learned.store.folder.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("coincide"),
        notes=[*_notes(plan, recognizer), *_unheard(plan, learned, labels)],
    )
    return LiveRecognizer(manifest, written)


def _graph(plan: LivePlan, learned: LearnedCatalog, recognizer: Recognizer | None) -> LiveGraph:
    from coincide.embed.apply import load_encoder
    from coincide.recognize.live.frame_net import FrameBelief
    from coincide.recognize.live.graph import LiveGraph
    from coincide.recognize.live.joining import PlainJoining
    from coincide.recognize.live.voters import CategoryVote, NeighborVote

    model, net = learned.model, learned.detector.net
    if recognizer is None:
        vote = CategoryVote(CategoryRecognizer.of(model.categorizer))
    else:
        vote = NeighborVote(recognizer.classifier, far_away=far_away(learned, recognizer.classifier))
    belief = FrameBelief(net) if net is not None and net.fits(plan.grid) else None
    joining = PlainJoining(model.encoder) if share_of_plain(model.encoder) > 0.0 else None
    return LiveGraph(plan, load_encoder(model.encoder), model.centers, vote, belief, joining).eval()


def _hearing(learned: LearnedCatalog, rate_hz: int) -> tuple[Hearing, Habits]:
    """Return how the recording with the most events of a rate is heard, and how its events are cut.

    The usual way if the recording is gone.
    """
    features, recordings = learned.settings.features, learned.contents.recordings
    usual = usual_hearing(rate_hz, features)
    counts: Counter[int] = Counter(learned.contents.events.recording_ids.tolist())
    fitting = [one for one in counts if recordings[one].sample_rate_hz == rate_hz]
    if usual.is_fixed or not fitting:
        return usual, Habits()
    recording = recordings[max(fitting, key=lambda one: (counts[one], one))]
    stop_s = head_samples(rate_hz, features) / rate_hz
    try:
        heard = learned.contents.channels
        channels = "mix" if heard == "each" else heard
        sound, _ = read_span(place_of(recording.path), start_s=0.0, stop_s=stop_s, channels=channels)
    except RecordingError:
        return usual, Habits()
    settings = learned.settings.events
    hearing = choose_hearing(sound[0], rate_hz, features=features, settings=settings)
    levels = list(Spectrograph(hearing.grid).stream([sound[0]]))
    if not levels:
        return hearing, Habits()
    heard = hear(np.concatenate(levels), hearing, settings=settings)
    segments = segment_heard(heard, hearing, settings=settings)
    # Without events nothing speaks against parting them.
    are_parted = segments.are_parted or len(segments.starts) == 0
    return hearing, Habits(segments.are_bodies, are_parted, heard.echo)


def _names(contents: Contents) -> list[str]:
    return [category.name or f"category {category.number}" for category in contents.categories]


def _typical_s(contents: Contents) -> float:
    """Return the length below which a quarter of the time with events lies, as `coincide.events.segment` does."""
    ascending = np.sort(contents.events.durations_s)
    covered = np.cumsum(ascending)
    return float(ascending[np.searchsorted(covered, _TYPICAL_SHARE * covered[-1])])


def _real_sounds(contents: Contents, rate_hz: int) -> Mapping[str, NDArray[np.float32]]:
    """Read some seconds around events of recordings of this rate; none where the recordings are gone."""
    sounds: dict[str, NDArray[np.float32]] = {}
    for event in contents.events[:: max(1, len(contents.events) // (4 * _N_REAL))]:
        recording = contents.recordings[event.recording_id]
        if recording.sample_rate_hz != rate_hz or len(sounds) == _N_REAL:
            continue
        start_s = max(0.0, event.onset_s - _REAL_S / 2)
        with contextlib.suppress(RecordingError):
            channels = contents.heard_in(event.channel)
            sound, _ = read_span(place_of(recording.path), start_s=start_s, stop_s=start_s + _REAL_S, channels=channels)
            sounds[f"{recording.name} from {start_s:.1f} s"] = sound[0]
    return sounds


def _unheard(plan: LivePlan, learned: LearnedCatalog, labels: list[str]) -> list[str]:
    events, categories = learned.contents.events, learned.contents.memberships.categories.tolist()
    said = event_names(learned.store, learned.contents)
    names = [name or f"category {number}" for name, number in zip(said, categories, strict=True)]
    heard_hz = (plan.grid.low_hz, plan.grid.high_hz)
    unheard = unheard_names(names, events.lows_hz, events.highs_hz, labels=labels, heard_hz=heard_hz)
    return [unheard_note(unheard, heard_hz=heard_hz)] if unheard else []


def _notes(plan: LivePlan, recognizer: Recognizer | None) -> list[str]:
    notes = [
        "A new microphone or place is taken into account after 20 calls.",
        "The background is measured over the last few seconds, so give it a moment to settle.",
    ]
    if recognizer is None:
        notes.append(
            "Nothing has a name yet, so calls get the numbers of their categories; `coincide label` gives names."
        )
    if plan.whole_s < max(geometry.span_s for geometry in plan.geometries):
        notes.append(f"Calls longer than {plan.whole_s:.1f} s lose their beginning.")
    if plan.grid.sample_rate_hz > _MAX_ORDINARY_HZ:
        notes.append(
            f"It was learned from sound at {plan.grid.sample_rate_hz / 1000:g} kHz. Ordinary microphones record only "
            "up to 24 kHz; use an ultrasound microphone."
        )
    return notes
