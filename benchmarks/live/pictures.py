"""Pictures with a clear subject, from packages, each with the names that are right for it, fine or coarse.

Photographs of scikit-image and scikit-learn (public domain, CC0 and CC BY), and cut-out photographs of Debian's
`tuxpaint-stamps-default` (GPL-2) on a plain ground, where that is installed; nothing of either is shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

STAMPS = Path("/usr/share/tuxpaint/stamps")
_SIDE = 480
_GROUND = (214, 210, 200, 255)
_MARGIN = 1.15
_PHOTOGRAPHS = """coffee: espresso, cup, coffee mug
cat: cat
rocket: missile, projectile
stereo_motorcycle: moped, motor scooter, vehicle, motor vehicle
camera: tripod
china.jpg: palace, monastery, building
flower.jpg: daisy, flower"""
_STAMPS = """animals/marsupials/koala: koala, marsupial
animals/marsupials/wombat: wombat, marsupial
animals/insects/grasshopper: grasshopper, cricket, insect
animals/insects/mantis: mantis, insect
animals/insects/fly: fly, insect
animals/amphibians/frog: frog
animals/amphibians/frog-1: frog
animals/mammals/rodents/squirrel: fox squirrel, rodent
animals/mammals/rodents/beaver: beaver, rodent
animals/mammals/camel/camel: Arabian camel, hoofed animal
animals/mammals/bears/bear: bear
animals/mammals/wildboar: wild boar, pig
animals/mammals/aquatic/sea_lion: sea lion
animals/mammals/equines/zebra: zebra, hoofed animal
animals/mammals/equines/horse: sorrel, hoofed animal
animals/mammals/lagomorphs/rabbit: rabbit or hare
animals/mammals/giraffe: hoofed animal, mammal, animal
animals/mammals/pig: pig
animals/mammals/apes/chimp: chimpanzee, ape
animals/mammals/apes/gorilla: gorilla, ape
animals/mammals/cats/cheetah: cheetah, big cat
animals/mammals/cats/tiger: tiger, big cat
animals/mammals/cats/lion-2: lion, big cat
animals/mammals/bovines/bison: bison, hoofed animal
animals/mammals/bovines/sheep: ram, hoofed animal
animals/mammals/bovines/cow: ox, hoofed animal
animals/mammals/dogs/fox: fox
animals/mammals/dogs/dog: dog
animals/mammals/hippopotamus: hippopotamus, hoofed animal
animals/mammals/elephant: elephant, tusker
animals/birds/hen: hen, bird
animals/birds/pink_flamingo: flamingo, water bird
animals/birds/peacock: peacock, bird
animals/birds/ostrich: ostrich, bird
animals/birds/rooster: rooster, bird
animals/birds/owl: owl, bird of prey
animals/birds/duck: duck, water bird
animals/birds/tucan: toucan, bird
animals/birds/pelican: pelican, water bird
animals/birds/magellanic_penguin: king penguin, water bird
animals/fish/lionfish: lionfish, fish
animals/fish/lobster: lobster
vehicles/garbagetruck: garbage truck, truck
vehicles/race/f1_car: racer, car
vehicles/emergency/firetruck: fire engine, truck
vehicles/flight/planes/747: airliner, aircraft
vehicles/flight/balloon360: balloon, aircraft
vehicles/ship/sail_boat1: yawl, boat or ship
vehicles/auto/sportscar: sports car, car
vehicles/masstransit/green_korean_bus: bus
vehicles/cycle/bluebike: bicycle
food/fruit/Strawberry2: strawberry, fruit
food/fruit/mandarine: orange, fruit
food/vegetables/broccoli: broccoli, vegetable
food/vegetables/corn: corn, ear, vegetable
household/umbrella: umbrella
household/electronics/digitalcamera: camera"""


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes
    ----------
    pixels : (480, 480, 3).
    names : each right by itself; a finer one of these, too, and of the groups above them any but a wrong one.
    """

    title: str
    pixels: NDArray[np.uint8]
    names: tuple[str, ...]


def photographs() -> list[Picture]:
    """Return the pictures of scikit-image and scikit-learn."""
    return [Picture(title, _square(_photograph(title)), names) for title, names in _lines(_PHOTOGRAPHS)]


def stamps() -> list[Picture]:
    """Return the cut-out pictures; none where the package is not installed."""
    found = [(STAMPS / f"{title}.png", title, names) for title, names in _lines(_STAMPS)]
    return [Picture(title, _on_ground(path), names) for path, title, names in found if path.is_file()]


def views(pixels: NDArray[np.uint8], n: int, rng: np.random.Generator, *, spread: float) -> list[NDArray[np.uint8]]:
    """Return other views of a thing: turned, nearer or farther, moved, brighter or darker.

    Parameters
    ----------
    spread : 1 for up to 25 degrees, 30% of the size and of the light; 0.05 for a hand that holds still.
    """
    return [_view(Image.fromarray(pixels), spread, rng) for _ in range(n)]


def _view(image: Image.Image, spread: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    angle, zoom, light = rng.uniform(-1, 1, 3) * spread * np.array([25.0, 0.3, 0.3])
    side = image.width * (0.8 - 0.5 * zoom * 0.8)
    left, top = (image.width - side) / 2 * (1 + rng.uniform(-1, 1, 2) * spread)
    turned = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=tuple(np.array(image)[0, 0].tolist()))
    cut = turned.resize((_SIDE, _SIDE), Image.Resampling.BICUBIC, box=(left, top, left + side, top + side))
    return np.clip(np.asarray(cut, dtype=np.float64) * (1 + light), 0, 255).astype(np.uint8)


def _photograph(title: str) -> NDArray[np.uint8]:
    if title.endswith(".jpg"):
        from sklearn.datasets import load_sample_image

        return np.asarray(load_sample_image(title))
    import skimage.data

    found = getattr(skimage.data, title)()
    return np.asarray(found[0] if isinstance(found, tuple) else found)


def _square(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(pixels).convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return np.asarray(image.crop((left, top, left + side, top + side)).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC))


def _on_ground(path: Path) -> NDArray[np.uint8]:
    stamp = Image.open(path).convert("RGBA")
    side = int(max(stamp.size) * _MARGIN)
    ground = Image.new("RGBA", (side, side), _GROUND)
    ground.alpha_composite(stamp, ((side - stamp.width) // 2, (side - stamp.height) // 2))
    return np.asarray(ground.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BICUBIC))


def _lines(text: str) -> list[tuple[str, tuple[str, ...]]]:
    parts = [line.split(": ") for line in text.splitlines()]
    return [(title, tuple(names.split(", "))) for title, names in parts]
