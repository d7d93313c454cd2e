"""Undo in an app: what it takes back, and what stays."""

from __future__ import annotations

from pathlib import Path

from catalog_examples import answer, event, recording

from coincide.app.selected_events import LABELS
from coincide.app.undo import undo_last
from coincide.catalog import CatalogStore
from coincide.learned.runs import BEFORE


def _select(store: CatalogStore, event_id: int, label: str) -> None:
    run_id = store.runs.begin(LABELS, settings={"label": label, "who": "Ana"})
    store.labels.put_selected([event_id], label, who="Ana", run_id=run_id)
    was = {"events": [event_id], "labels": {}, "new": [], "taken_back": []}
    store.runs.finish(run_id, results={BEFORE: was})


def test_undo_of_a_selection_leaves_the_label_of_an_answer_that_says_the_same(tmp_path: Path) -> None:
    with CatalogStore.open(tmp_path / "a.coincide", create=True) as store:
        store.recordings.put(recording())
        store.detections.put(1, "d", [event(0.5)], info={})
        _select(store, store.events.all("d")[0].id, "trill")
        store.answers.put(answer("trill"))
        assert undo_last(store, who="Ana") == "1 event no longer labeled trill."
        assert [(each.label, each.how) for each in store.labels.all()] == [("trill", "asked")]
