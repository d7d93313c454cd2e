"""Models as files: numbers in safetensors, settings and version as JSON in its header, no pickle."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors import SafetensorError, safe_open
from torch import Tensor

from coincide.errors import InputError
from coincide.parse.models.autoencoder import RecursiveAutoencoder
from coincide.parse.models.grammar import NeuralGrammar
from coincide.parse.models.span_grammar import SpanGrammar
from coincide.parse.models.span_scorer import SpanScorer
from coincide.whole_files import replacing

VERSION = 1
Model = RecursiveAutoencoder | NeuralGrammar | SpanGrammar | SpanScorer
_KINDS: dict[str, type[Model]] = {
    "recursive autoencoder": RecursiveAutoencoder,
    "neural grammar": NeuralGrammar,
    "span grammar": SpanGrammar,
    "span scorer": SpanScorer,
}


def save_model(model: Model, path: str | Path) -> None:
    """Write a model; `path` then holds the old or the new one, never half of it."""
    from safetensors.torch import save

    kind = next(name for name, one in _KINDS.items() if isinstance(model, one))
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    facts = {"kind": kind, "version": VERSION, "settings": model.settings}
    data = save(tensors, metadata={"parse": json.dumps(facts, sort_keys=True)})
    with replacing(Path(path)) as file:
        file.write(data)


def load_model(path: str | Path) -> Model:
    """Read a model, ready to parse.

    Raises
    ------
    InputError : there is no such file, it is damaged or no model of this stage, or of a newer version.
    """
    if not Path(path).is_file():
        raise InputError(f"expected a model in `{path}`, got no such file. Check the path.")
    try:
        tensors, facts = _read(Path(path))
        kind, version, settings = _KINDS.get(str(facts["kind"])), int(str(facts["version"])), facts["settings"]
    except (SafetensorError, OSError, KeyError, ValueError, TypeError):
        raise _damaged(path) from None
    if version > VERSION or kind is None:
        raise InputError(
            f"expected a model of version {VERSION} or older, got version {version} of kind `{facts['kind']}` in "
            f"`{path}`. Update coincide."
        )
    try:
        model = kind(**settings)  # pyright: ignore[reportCallIssue]
        model.load_state_dict(tensors)
    except (TypeError, RuntimeError):
        raise _damaged(path) from None
    return model.eval()


def _damaged(path: str | Path) -> InputError:
    return InputError(
        f"expected a model written by `save_model`, got something else or a damaged file in `{path}`. Save it again."
    )


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, object]]:
    with safe_open(path, framework="pt") as file:  # pyright: ignore[reportUnknownVariableType]
        facts = json.loads((file.metadata() or {})["parse"])
        return {name: file.get_tensor(name) for name in file.keys()}, facts  # noqa: SIM118 (not a mapping)
