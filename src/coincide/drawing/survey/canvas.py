"""What all pictures of a survey share: size, type, colors, and how they become files.

Widths are those of journals: 89 mm for one column, 183 mm for two. Figures are made without the global state of
`matplotlib.pyplot`, so that several threads may draw.
"""

from __future__ import annotations

import importlib
import io
import logging
import warnings
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coincide.errors import InputError, MissingPackageError

ENDINGS = (".svg", ".png", ".pdf")
WIDE_IN = 183 / 25.4
NARROW_IN = 89 / 25.4
SCALE = "viridis_r"
"""From pale yellow for little to dark violet for much: lightness alone tells it, in gray too."""
OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#F0E442")
NIGHT, UNHEARD, INK = "#a9b3c9", "#8c8c8c", "#333333"
_DPI = 300
_FONT = "DejaVu Sans"
_OTHER_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"),
    *("Droid Sans Fallback", "Hiragino Sans GB", "Hiragino Sans", "Apple SD Gothic Neo", "Microsoft YaHei"),
    *("Yu Gothic", "Malgun Gothic", "Nirmala UI", "Noto Sans Devanagari", "Noto Sans Thai", "Leelawadee UI"),
    *("Arial Unicode MS", "Noto Emoji", "Segoe UI Emoji", "Symbola"),
)
"""For letters that `_FONT`, which comes with matplotlib, lacks: those of them that are installed, in this order."""
_STYLE: dict[str, Any] = {
    "font.size": 7,
    "axes.titlesize": 8,
    "axes.titlelocation": "left",
    "axes.linewidth": 0.6,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.4,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
    "svg.fonttype": "path",
    "svg.hashsalt": "coincide",
    "pdf.fonttype": 42,
    # A name may hold a dollar sign; nothing in it is a formula.
    "text.parse_math": False,
}


@contextmanager
def figure(width_in: float, height_in: float) -> Generator[Any]:
    """Make an empty figure, and let all that is drawn inside have the shared style.

    Raises
    ------
    MissingPackageError : matplotlib is not installed.
    """
    matplotlib = _matplotlib()
    with matplotlib.rc_context({**_STYLE, "font.family": _fonts()}):
        made = importlib.import_module("matplotlib.figure").Figure(figsize=(width_in, height_in))
        importlib.import_module("matplotlib.backends.backend_agg").FigureCanvasAgg(made)
        yield made


def picture(drawn: Any, ending: str) -> bytes:
    """Return a figure as the content of a file, the same each time.

    Parameters
    ----------
    ending : one of `ENDINGS`.
    """
    out = io.BytesIO()
    dates = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}, ".png": {}}
    with any_letters():
        drawn.savefig(out, format=ending.removeprefix("."), dpi=_DPI, metadata=dates[ending])
    return out.getvalue()


@contextmanager
def any_letters() -> Generator[None]:
    """Lay out text without a warning for each missing letter; who draws names tells them with `letters_missing`."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font")
        yield


def letters_missing(texts: Iterable[str]) -> tuple[str, str]:
    """Return the letters that none of the fonts of figures has, so that boxes stand for them, and matplotlib's cache.

    Raises
    ------
    MissingPackageError : matplotlib is not installed.
    """
    folder = _matplotlib().get_cachedir()
    manager = importlib.import_module("matplotlib.font_manager")
    fonts = [manager.get_font(manager.findfont(name)) for name in _fonts()]
    letters = sorted({letter for text in texts for letter in text if letter.isprintable()})
    missing = "".join(letter for letter in letters if not any(font.get_char_index(ord(letter)) for font in fonts))
    return missing, f"{folder}"


def check_ending(path: PurePath) -> str:
    """Return the ending of a picture's path.

    Raises
    ------
    InputError : it is none of `ENDINGS`.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputError(f"expected a picture that ends in .svg, .png or .pdf, got `{path.name}`. Rename it.")
    return ending


def sequential(values: NDArray[np.float64]) -> tuple[Any, Any]:
    """Return the scale of colors for values from 0 up, and what maps values onto it; not-a-number has no color."""
    matplotlib = _matplotlib()
    top = float(np.nanmax(values, initial=0.0, where=np.isfinite(values)))
    colors = importlib.import_module("matplotlib.colors")
    scale = matplotlib.colormaps[SCALE].with_extremes(bad=(0, 0, 0, 0))
    return scale, colors.Normalize(0.0, top or 1.0)


def color_bar(drawn: Any, axes: Any, norm: Any, scale: Any) -> None:
    """Draw the legend of a scale of calls per recorded hour beside some axes."""
    mappable = importlib.import_module("matplotlib.cm").ScalarMappable(norm=norm, cmap=scale)
    bar = drawn.colorbar(mappable, ax=axes, pad=0.01, fraction=0.03, aspect=30)
    bar.set_label("calls per recorded hour")
    bar.outline.set_visible(False)


def shortened(name: str, longest: int = 24) -> str:
    """Return a name as it fits beside an axis."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def halo() -> list[Any]:
    """Return what gives a line or a text a white rim, to be seen on any color."""
    effects = importlib.import_module("matplotlib.patheffects")
    return [effects.withStroke(linewidth=2.2, foreground="white")]


def _fonts() -> list[str]:
    """Return `_FONT`, and those of `_OTHER_FONTS` that are installed."""
    installed = {each.name for each in importlib.import_module("matplotlib.font_manager").fontManager.ttflist}
    return [_FONT, *(name for name in _OTHER_FONTS if name in installed)]


def _matplotlib() -> Any:
    log = logging.getLogger("matplotlib")
    log.addFilter(_is_not_about_folders)
    try:
        return importlib.import_module("matplotlib")
    except ImportError:
        raise MissingPackageError.of("pictures need", "matplotlib", extra="plot") from None
    finally:
        log.removeFilter(_is_not_about_folders)


def _is_not_about_folders(record: logging.LogRecord) -> bool:
    """Say that a line is not about the folder used where the home folder cannot be written to: nobody needs those."""
    return not any(words in record.getMessage() for words in ("MPLCONFIGDIR", "mkdir -p", "not a writable directory"))
