"""Rules are data: five answers, and four sets of them that have names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from coincide_goban.errors import UsageError

Ko = Literal["simple", "positional", "situational"]
Counting = Literal["area", "territory"]
Bonus = Literal["none", "stones", "stones-1"]
MOST_KOMI = 1000


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What players agree on.

    Attributes
    ----------
    name : what people call them.
    ko : what may not come again: the position before the last ("simple"), any earlier position ("positional"), or any
        with the same player to move ("situational").
    suicide : whether a move may take one's own stones.
    counting : stones and what they surround ("area"), or what they surround and prisoners ("territory").
    komi : points white gets for playing second.
    handicap_bonus : points white gets for handicap stones: none, one a stone, or one less.
    pass_stones : whether a pass gives the other side a prisoner, so that both ways of counting agree.
    """

    name: str = "own"
    ko: Ko = "positional"
    suicide: bool = False
    counting: Counting = "area"
    komi: float = 7.5
    handicap_bonus: Bonus = "none"
    pass_stones: bool = False

    def __post_init__(self) -> None:
        check_komi(self.komi)

    def bonus(self, handicap: int) -> int:
        """Points white gets for this many handicap stones."""
        if self.handicap_bonus == "none" or handicap < 2:
            return 0
        return handicap if self.handicap_bonus == "stones" else handicap - 1


def check_komi(komi: float) -> None:
    """Refuse what is no komi, such as `nan` and infinity, with which white would win whatever is played.

    Raises
    ------
    UsageError : it is not from -1000 to 1000.
    """
    if not abs(komi) <= MOST_KOMI:
        # Whole numbers from JSON can be too large for a float.
        got = str(komi).removesuffix(".0")[:20]
        raise UsageError(f"expected komi to be a number of points from -{MOST_KOMI} to {MOST_KOMI}, got {got}")


# Tromp and Taylor 1995.
TROMP_TAYLOR = Rules(name="Tromp-Taylor", ko="positional", suicide=True, counting="area", komi=7.5)
# Chinese Weiqi Association 2002, with superko as its article 20 has it.
CHINESE = Rules(name="Chinese", ko="positional", suicide=False, counting="area", komi=7.5, handicap_bonus="stones")
# Nihon Kiin 1989; a position that comes again there ends the game without result, and here is allowed.
JAPANESE = Rules(name="Japanese", ko="simple", suicide=False, counting="territory", komi=6.5)
# American Go Association 1991.
AGA = Rules(
    name="AGA",
    ko="situational",
    suicide=False,
    counting="area",
    komi=7.5,
    handicap_bonus="stones-1",
    pass_stones=True,
)
PRESETS = {"tromp-taylor": TROMP_TAYLOR, "chinese": CHINESE, "japanese": JAPANESE, "aga": AGA}


def preset(name: str) -> Rules:
    """Rules of a name, in letters of either case.

    Raises
    ------
    UsageError : no rules have this name.
    """
    found = PRESETS.get(name.strip().lower().replace("_", "-").replace(" ", "-"))
    if found is None:
        raise UsageError(f"expected one of the rules {', '.join(PRESETS)}, got `{name[:40]}`")
    return found
