"""Where a network computes: the processor, or a graphics card."""

from __future__ import annotations

from typing import Literal

from coincide.errors import SettingsError

Device = Literal["auto", "cpu", "cuda", "mps"]


def choose_device(wanted: Device) -> str:
    """Return the name of an available device: ``cpu``, ``cuda`` or ``mps``.

    Parameters
    ----------
    wanted : ``auto`` takes a graphics card if torch can use one.

    Raises
    ------
    SettingsError : torch cannot use this device.
    """
    if wanted == "cpu":
        return "cpu"
    import torch

    is_there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    usable = [name for name, usable in is_there.items() if usable]
    if wanted == "auto":
        return usable[0] if usable else "cpu"
    if wanted not in usable:
        raise SettingsError(
            f"torch {torch.__version__} cannot use `{wanted}` on this computer; it can use "
            f"{' and '.join(['cpu', *usable])}. Leave out `--device`, or install a build of torch for your graphics "
            "card."
        )
    return wanted
