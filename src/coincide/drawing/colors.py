"""Colors that tell about thirty categories apart, on light and on dark paper.

Candidates lie on rings of the perceptual space OKLab (Ottosson 2020); each next color is the candidate farthest
from all colors before it (Gonzalez 1985, farthest-point clustering), so the biggest categories differ most.
"""

from __future__ import annotations

import numpy as np

N_COLORS = 30
UNSURE_COLOR = "#8b9096"

_LIGHTNESS = (0.52, 0.62, 0.72, 0.8)
_CHROMA = (0.09, 0.15, 0.2)
_N_HUES = 48
_START = np.array([0.62, -0.10, -0.07])  # a sea green, the color of the page
_GREY = np.array([0.65, 0.0, 0.0])

# OKLab to linear sRGB: Ottosson 2020, the two published matrices.
_LAB_TO_LMS = np.array(
    [[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480]]
)
_LMS_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


def category_colors(n: int) -> list[str]:
    """Return `n` colors as ``#rrggbb``, most different first; after `N_COLORS` they repeat."""
    lab, rgb = _candidates()
    nearest = _distance(lab, _GREY)
    chosen = [int(np.argmin(_distance(lab, _START)))]
    while len(chosen) < min(n, N_COLORS):
        nearest = np.minimum(nearest, _distance(lab, lab[chosen[-1]]))
        chosen.append(int(np.argmax(nearest)))
    palette = ["#" + "".join(f"{value:02x}" for value in rgb[index]) for index in chosen]
    return [palette[place % len(palette)] for place in range(n)]


def ink_on(color: str) -> str:
    """Return black or white, whichever is easier to read on a color (WCAG 2.2, relative luminance and contrast)."""
    encoded = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ np.array([0.2126, 0.7152, 0.0722]))
    return "#000000" if (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) else "#ffffff"


def _candidates() -> tuple[np.ndarray, np.ndarray]:
    """Return the candidates that a screen can show: OKLab (n, 3) and sRGB bytes (n, 3)."""
    hues = np.arange(_N_HUES) * 2 * np.pi / _N_HUES
    lab = np.array(
        [
            (light, chroma * np.cos(hue), chroma * np.sin(hue))
            for light in _LIGHTNESS
            for chroma in _CHROMA
            for hue in hues
        ]
    )
    linear = (lab @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T
    is_shown = ((linear >= 0) & (linear <= 1)).all(axis=1)
    linear = linear[is_shown]
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return lab[is_shown], np.round(encoded * 255).astype(np.uint8)


def _distance(lab: np.ndarray, point: np.ndarray) -> np.ndarray:
    # Small dots differ less by lightness than by hue, and lightness must work on two kinds of paper.
    return np.linalg.norm((lab - point) * np.array([0.7, 1, 1]), axis=1)
