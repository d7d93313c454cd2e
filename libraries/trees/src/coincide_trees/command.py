"""The command `coincide-trees`: draws the tree of a picture's regions, or of sentences."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coincide_trees.errors import FileError, InputError, TreesError

if TYPE_CHECKING:
    from coincide_trees.drawing.sketch import Sketch
    from coincide_trees.models.protocol import Merger
    from coincide_trees.tree import Tree

PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"}
_MOST_DRAWN = 20
_PATH = click.Path(path_type=Path)
_EXAMPLE = "Example: coincide-trees parse reef.png --out tree.svg"


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EXAMPLE)
@click.version_option(package_name="coincide-trees")
def app() -> None:
    """Parse trees of sequences, sentences and pictures."""


@app.command(epilog=_EXAMPLE)
@click.argument("file", type=_PATH)
@click.option("--out", type=_PATH, metavar="FILE", help="Draw the tree into FILE, which ends with .svg or .png.")
@click.option("--model", type=_PATH, metavar="FILE", help="A model written by `save_model`, in place of the default.")
@click.option("--regions", type=click.IntRange(2, 500), default=16, show_default=True, help="Regions per picture.")
@click.option("--epochs", type=click.IntRange(1), default=30, show_default=True, help="Passes over the sentences.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of initial weights and training order.")
def parse(file: Path, out: Path | None, model: Path | None, regions: int, epochs: int, seed: int) -> None:
    """Draw the tree of a picture, or of each sentence of a text.

    FILE is a picture, or UTF-8 text with one sentence a line. Regions that touch are joined by similarity (Ward's
    rule), and words by an autoencoder that learns from the file itself.
    """
    if out is not None and out.suffix.lower() not in (".svg", ".png"):
        raise InputError(f"expected `--out` to end with .svg or .png, got `{out}`.")
    if not file.is_file():
        raise FileError(f"expected a picture or a text, `{file}` does not exist. Check the path.")
    is_picture = file.suffix.lower() in PICTURES
    trees, sketch = _picture(file, model, regions) if is_picture else _sentences(file, model, epochs, seed)
    from coincide_trees.drawing.text import to_text

    click.echo("\n\n".join(to_text(tree) for tree in trees))
    if out is not None:
        _write(out, sketch)
        click.echo(f"wrote {out}", err=True)


def main() -> None:
    """Run the command; a mistake of a person is one message and exit code 1."""
    try:
        app(standalone_mode=True)
    except TreesError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)


def _picture(file: Path, model: Path | None, n_regions: int) -> tuple[list[Tree], Sketch]:
    from coincide_trees.drawing.png import read_picture
    from coincide_trees.drawing.sketch import sketch_tree, with_picture
    from coincide_trees.regions import regions_of, superpixels
    from coincide_trees.scenes import outlined, parse_regions, thumbnails_of

    pixels = read_picture(file)
    regions = regions_of(superpixels(pixels, n_segments=n_regions), pixels / 255.0)
    tree = parse_regions(regions, _loaded(model))
    sketch = sketch_tree(tree, thumbnails=thumbnails_of(regions, pixels))
    return [tree], with_picture(sketch, outlined(regions, pixels))


def _sentences(file: Path, model: Path | None, n_epochs: int, seed: int) -> tuple[list[Tree], Sketch]:
    from coincide_trees.drawing.sketch import sketch_tree, stack
    from coincide_trees.sentences import parse_sentences, read_sentences

    trees = parse_sentences(read_sentences(file), _loaded(model), n_epochs=n_epochs, seed=seed)
    return trees, stack([sketch_tree(tree) for tree in trees[:_MOST_DRAWN]])


def _loaded(path: Path | None) -> Merger | None:
    if path is None:
        return None
    from coincide_trees.models.stored import load_model

    return load_model(path)


def _write(path: Path, sketch: Sketch) -> None:
    from coincide_trees.drawing.png import to_png
    from coincide_trees.drawing.svg import to_svg
    from coincide_trees.files import replacing

    data = to_svg(sketch) if path.suffix.lower() == ".svg" else to_png(sketch)
    try:
        with replacing(path) as file:
            file.write(data)
    except OSError as cause:
        raise FileError(f"`{path}` cannot be written: {cause.strerror}. Choose another place.") from None
