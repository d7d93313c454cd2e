"""What was listened to and what was found, in a sentence or two."""

from __future__ import annotations

from coincide.report.model import ReportData
from coincide.wording import count, duration


def summary_sentence(data: ReportData) -> str:
    """Say in one or two sentences what was listened to and what was found."""
    heard = f"In {count(data.n_recordings, 'recording')} ({duration(data.total_s)} of sound)"
    if data.n_events == 0:
        return f"{heard}, coincide found no calls."
    found = f"{heard}, coincide found {count(data.n_events, 'call')}"
    if not data.categories:
        return f"{found}, but too few of them are alike to form a category."
    n_sure = sum(card.size for card in data.categories)
    groups = count(len(data.categories), "category", "categories")
    who = "all" if n_sure == data.n_events else f"{n_sure:,}"
    sentence = f"{found}; {who} of them fall into {groups} of calls that sound alike."
    if data.unsure is None or data.unsure.size == 0:
        return sentence
    return f"{sentence} It is unsure about {data.unsure.size:,}."
