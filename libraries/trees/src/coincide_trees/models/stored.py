"""Models as files: numbers in safetensors, settings and version as JSON in its header, no pickle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from coincide_trees.errors import FileError
from coincide_trees.models.autoencoder import RecursiveAutoencoder
from coincide_trees.models.grammar import NeuralGrammar
from coincide_trees.models.span_grammar import SpanGrammar
from coincide_trees.models.span_scorer import SpanScorer
from coincide_trees.models.tensor_file import Arrays, load_tensors, save_tensors

VERSION = 1
Model = RecursiveAutoencoder | NeuralGrammar | SpanGrammar | SpanScorer
_KINDS: dict[str, type[Model]] = {
    "recursive autoencoder": RecursiveAutoencoder,
    "neural grammar": NeuralGrammar,
    "span grammar": SpanGrammar,
    "span scorer": SpanScorer,
}


def save_model(model: Model, path: str | Path) -> None:
    """Write a model; `path` holds the old or the new one, never half of it."""
    kind = next(name for name, one in _KINDS.items() if isinstance(model, one))
    arrays = {name: tensor.detach().cpu().numpy() for name, tensor in model.state_dict().items()}
    facts = {"kind": kind, "version": VERSION, "settings": model.settings}
    save_tensors(Path(path), arrays, facts)


def load_model(path: str | Path) -> Model:
    """Read a model, ready to parse.

    Raises
    ------
    FileError : there is no such file, it is damaged or not a model, or of a newer version.
    """
    if not Path(path).is_file():
        raise FileError(f"expected a model in `{path}`, which does not exist. Check the path.")
    try:
        arrays, facts = load_tensors(Path(path))
        kind, version, settings = _KINDS.get(str(facts["kind"])), int(str(facts["version"])), facts["settings"]
    except OSError as error:
        raise FileError(f"`{path}` cannot be read: {error.strerror}. Check its permissions and the disk.") from None
    except (KeyError, ValueError, TypeError):
        raise _damaged(path) from None
    if version > VERSION or kind is None:
        raise FileError(
            f"expected a model of version {VERSION} or older, got version {version} of kind `{facts['kind']}` in "
            f"`{path}`. Update coincide-trees."
        )
    try:
        _check_shapes(kind, settings, arrays)
        model = kind(**settings)
        model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in arrays.items()})
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise _damaged(path) from None
    return model.eval()


def _check_shapes(kind: type[Model], settings: Any, arrays: Arrays) -> None:
    """Compare arrays with what the settings ask for, before any memory is taken: a few bytes can ask for terabytes."""
    if not isinstance(settings, dict) or int(settings.get("n_layers", 1)) > len(arrays):
        raise ValueError("settings of something else, or more layers than arrays")
    with torch.device("meta"):
        wanted = kind(**settings).state_dict()
    if {name: tuple(tensor.shape) for name, tensor in wanted.items()} != {n: a.shape for n, a in arrays.items()}:
        raise ValueError("arrays of other shapes")


def _damaged(path: str | Path) -> FileError:
    return FileError(
        f"expected a model written by `save_model`, got something else or a damaged file in `{path}`. Save it again."
    )
