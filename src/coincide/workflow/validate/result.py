"""What the answers to a sample say: estimates for each name, agreement of people, and a sentence for a paper."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from coincide.catalog import CatalogStore, StoredCheck
from coincide.errors import InputError
from coincide.survey import Agreement, CheckedItem, Estimates, Interval, NameEstimate, compare_people, estimate
from coincide.wording import count, listing
from coincide.workflow.validate.sample_store import KnownSample

NONE_OF_THEM = "none of the names"


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What a checked sample says.

    Attributes
    ----------
    sample : its number in the catalog.
    who : whose answers count.
    n_items, n_answered, n_skipped : of the sample; skipped ones are answered.
    estimates : of each name.
    others : people who also answered, apart from those without a name.
    agreements : of each two people who judged some of the same items.
    sentence : for the methods section of a paper.
    """

    sample: int
    names: tuple[str, ...]
    who: str
    n_items: int
    n_answered: int
    n_skipped: int
    estimates: Estimates
    others: list[str]
    agreements: list[Agreement]
    sentence: str


def validation_result(
    store: CatalogStore, sample: KnownSample, *, who: str | None = "", wanted_precision: float = 0.9
) -> ValidationResult:
    """Estimate precision, recall and counts from the answers of one person.

    Parameters
    ----------
    who : whose answers count; None for the person who answered most.
    wanted_precision : for the thresholds of scores, in (0, 1).

    Raises
    ------
    InputError : the precision is out of its range.
    """
    if not 0 < wanted_precision < 1:
        raise InputError(f"`precision` must be between 0 and 1, got {wanted_precision:g}.")
    by_person: defaultdict[str, dict[int, str]] = defaultdict(dict)
    checks = store.samples.checks(sample.id)
    counted = Counter(check.who for check in checks)
    if who is None:
        who = counted.most_common(1)[0][0] if counted else ""
    mine = [check for check in checks if check.who == who]
    for check in checks:
        if check.answer != "skip":
            by_person[check.who][check.item] = truth_of(check, sample.names) or NONE_OF_THEM
    items = [
        CheckedItem(sample.items[check.item].stratum, check.score, truth_of(check, sample.names))
        for check in mine
        if check.answer != "skip"
    ]
    n_skipped = len(mine) - len(items)
    estimates = estimate(sample.names, sample.strata, items, wanted_precision=wanted_precision)
    compared = [compare_people(first, second, by_person) for first, second in combinations(sorted(by_person), 2)]
    return ValidationResult(
        sample=sample.id,
        names=sample.names,
        who=who,
        n_items=len(sample.items),
        n_answered=len(mine),
        n_skipped=n_skipped,
        estimates=estimates,
        others=[each for each in counted if each not in (who, "")],
        agreements=[each for each in compared if each.n_items],
        sentence=methods_sentence(estimates, sample, n_skipped=n_skipped),
    )


def truth_of(check: StoredCheck, names: Sequence[str]) -> str:
    """Return which of the names an item truly is, empty for none of them; the same spelling comes before others."""
    by_case = {name.casefold(): name for name in names}
    said = {"yes": check.name, "other": check.said}.get(check.answer, "")
    return said if said in names else by_case.get(said.casefold(), "")


def methods_sentence(estimates: Estimates, sample: KnownSample, *, n_skipped: int) -> str:
    """Say in the words of a paper what was checked, and what came out."""
    if not estimates.n_checked:
        return "Nothing has been checked yet."
    parts = [_in_words(each) for each in estimates.names]
    spread = f" and spread over {listing(list(sample.spread))}" if sample.spread else ""
    were = "was" if n_skipped == 1 else "were"
    skipped = f"{count(n_skipped, 'more event')} could not be identified and {were} left out. " if n_skipped else ""
    return (
        f"We checked a random sample of {estimates.n_checked:,} of {estimates.n_events:,} detected events, stratified "
        f"by name and score{spread} (seed {sample.seed}). {skipped}{' '.join(parts)} Recall is among detected "
        "events; counts are corrected for misclassification; intervals are 95% confidence intervals."
    )


def _in_words(each: NameEstimate) -> str:
    return (
        f"Events named {each.name} (n = {each.n_named:,}) had {_told('precision', each.precision, share_in_words)}, "
        f"{_told('recall', each.recall, share_in_words)} and "
        f"{_told('corrected count', each.corrected, count_in_words)}."
    )


def _told(what: str, found: Interval, in_words: Callable[[Interval], str]) -> str:
    return f"an unknown {what}" if found.value is None else f"a {what} of {in_words(found)}"


def share_in_words(found: Interval) -> str:
    """Say a share with its interval: ``0.93 (0.86–0.97)``."""
    return f"{_or_unknown(found.value, '.2f')} ({found.low:.2f}–{found.high:.2f})"


def count_in_words(found: Interval) -> str:
    """Say a count with its interval: ``1,204 (1,110–1,290)``."""
    return f"{_or_unknown(found.value, ',.0f')} ({found.low:,.0f}–{found.high:,.0f})"


def _or_unknown(value: float | None, form: str) -> str:
    return "unknown" if value is None else format(value, form)
