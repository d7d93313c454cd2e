"""How events are found: a catalog keeps the way that its events were found, or labels would lose theirs."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.catalog import CatalogStore
from coincide.learned.settings import LearnSettings, kept_values
from coincide.recordings import Place
from coincide.workflow.listen.clips import is_folder_of_clips


def with_kept_finding(settings: LearnSettings, store: CatalogStore, folders: Sequence[Place]) -> LearnSettings:
    """Return settings with the hearing and the method of the catalog, if it has them; what was given stays.

    Parameters
    ----------
    folders : of recordings, which are looked at where the method is not decided.
    """
    settings = _with_method(settings, store, folders)
    current = store.models.current()
    if current is None or "hearing" in settings.features.model_fields_set:
        return settings
    kept = kept_values(store.runs.of_model(current).settings)["features"]
    if kept["hearing"] != "fixed":
        features = settings.features.model_copy(update={"hearing": kept["hearing"]})
        return settings.model_copy(update={"features": features})
    # Before hearing had a name, the lowest frequency had a default.
    low_hz = settings.features.low_hz if "low_hz" in settings.features.model_fields_set else kept.get("low_hz")
    features = settings.features.model_copy(update={"hearing": "fixed", "low_hz": low_hz})
    return settings.model_copy(update={"features": features})


def _with_method(settings: LearnSettings, store: CatalogStore, folders: Sequence[Place]) -> LearnSettings:
    events = settings.events
    if events.method != "auto":
        return settings
    current = store.models.current()
    is_given = "method" in events.model_fields_set
    if current is not None and not is_given:
        method = str(store.runs.of_model(current).settings["events"]["method"])
    elif events.model_fields_set - {"method"} and not is_given:
        method = "detect"  # who says how events are searched for wants them searched for
    else:
        method = "clips" if is_folder_of_clips(folders, settings, exclude=store.folder) else "detect"
    return settings.model_copy(update={"events": events.model_copy(update={"method": method})})
