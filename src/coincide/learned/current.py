"""Which model of a catalog is the current one."""

from __future__ import annotations

from coincide.catalog import CatalogStore, ModelRecord
from coincide.errors import NotLearnedError
from coincide.learned.runs import last_failure


def learned_model(store: CatalogStore) -> ModelRecord:
    """Return the current model.

    Raises
    ------
    NotLearnedError : nothing has been learned yet.
    """
    record = store.models.current()
    if record is None:
        reason = last_failure(store.runs.all())
        stopped = f"The last `coincide learn` stopped: {reason}"
        remedy = "Run `coincide learn FOLDER` to the end first." if reason is None else stopped
        raise NotLearnedError(f"nothing has been learned yet in `{store.folder}`. {remedy}")
    return record
