"""Rules as KataGo names them over GTP and in its JSON: a shorthand such as `tromp-taylor`, or a dictionary.

Of the dictionary, `ko`, `scoring`, `suicide` and `whiteHandicapBonus` are read. `tax` other than `NONE` under area
counting, and `hasButton`, are refused, since we do not count that way.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, TypeVar

from coincide_goban.errors import UsageError
from coincide_goban.rules.rules import AGA, CHINESE, JAPANESE, PRESETS, TROMP_TAYLOR, Bonus, Counting, Ko, Rules

Value = TypeVar("Value")
_SHORTHANDS = {
    "chinese-ogs": CHINESE,
    "chinese-kgs": CHINESE,
    "korean": JAPANESE,
    "bga": AGA,
    "new-zealand": replace(TROMP_TAYLOR, name="New Zealand", ko="situational"),
    **PRESETS,
}
_KO: dict[str, Ko] = {"SIMPLE": "simple", "POSITIONAL": "positional", "SITUATIONAL": "situational"}
_COUNTING: dict[str, Counting] = {"AREA": "area", "TERRITORY": "territory"}
_BONUS: dict[str, Bonus] = {"0": "none", "N": "stones", "N-1": "stones-1"}


def rules_of(given: str | dict[str, Any]) -> Rules:
    """Rules of a shorthand, a dictionary, or a dictionary's JSON; their komi is that of the rules nearest to them.

    Raises
    ------
    UsageError : there are no such rules.
    """
    if isinstance(given, str) and not given.lstrip().startswith("{"):
        found = _SHORTHANDS.get(given.strip().lower().replace("_", "-").replace(" ", "-"))
        if found is None:
            raise UsageError(f"expected one of the rules {', '.join(sorted(_SHORTHANDS))}, got `{given[:40]}`")
        return found
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise UsageError(f"cannot read the rules: {error}") from None
    if not isinstance(given, dict):
        raise UsageError(f"expected the name of rules, or a dictionary, got {str(given)[:40]}")
    return _from_dictionary(given)


def dictionary_of(rules: Rules) -> dict[str, Any]:
    """Rules as `kata-get-rules` says them."""
    return {
        "hasButton": False,
        "ko": rules.ko.upper(),
        "scoring": rules.counting.upper(),
        "suicide": rules.suicide,
        "tax": "SEKI" if rules.counting == "territory" else "NONE",
        "whiteHandicapBonus": next(text for text, bonus in _BONUS.items() if bonus == rules.handicap_bonus),
    }


def _from_dictionary(given: dict[str, Any]) -> Rules:
    words = {key: str(value).upper() for key, value in given.items()}
    counting = _pick(words, "scoring", _COUNTING, "AREA")
    tax = words.get("tax", "NONE")
    if words.get("hasButton", "FALSE") != "FALSE" or (counting == "area" and tax != "NONE"):
        raise UsageError("rules with a button, or with a tax under area counting, are not known here")
    return replace(
        JAPANESE if counting == "territory" else CHINESE,
        name="own",
        ko=_pick(words, "ko", _KO, "POSITIONAL"),
        suicide=words.get("suicide", "FALSE") == "TRUE",
        counting=counting,
        handicap_bonus=_pick(words, "whiteHandicapBonus", _BONUS, "0"),
    )


def _pick(words: dict[str, str], key: str, choices: dict[str, Value], default: str) -> Value:
    word = words.get(key, default)
    if word not in choices:
        raise UsageError(f"expected `{key}` to be one of {', '.join(choices)}, got `{word[:20]}`")
    return choices[word]
