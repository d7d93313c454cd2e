"""How events are found: a catalog keeps the way that its events were found, or labels would lose theirs."""

from __future__ import annotations

from collections.abc import Sequence

from coincide.catalog import CatalogStore
from coincide.learned.settings import LearnSettings, kept_values
from coincide.recordings import Place
from coincide.workflow.listen.clips import is_folder_of_clips
from coincide.workflow.listen.units import find_join_s


def with_kept_finding(settings: LearnSettings, store: CatalogStore, folders: Sequence[Place]) -> LearnSettings:
    """Return settings with what the catalog has of hearing, method, unit, edges and overlaps; what was given stays.

    Parameters
    ----------
    folders : of recordings, which are looked at where the method or the silences inside a unit are not decided.

    Raises
    ------
    InputError : the gaps between calls do not tell where a train or phrase ends.
    """
    searched = _with_hearing(_with_method(settings, store, folders), store)
    return _with_unit(_with_edges_and_overlaps(searched, store), store, folders)


def _with_hearing(settings: LearnSettings, store: CatalogStore) -> LearnSettings:
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


def _with_edges_and_overlaps(settings: LearnSettings, store: CatalogStore) -> LearnSettings:
    current = store.models.current()
    if current is None:
        return settings
    kept = kept_values(store.runs.of_model(current).settings)["events"]
    wanted = {name: kept[name] for name in ("edges", "overlaps") if name not in settings.events.model_fields_set}
    return settings.model_copy(update={"events": settings.events.model_copy(update=wanted)})


def _with_unit(settings: LearnSettings, store: CatalogStore, folders: Sequence[Place]) -> LearnSettings:
    events, current = settings.events, store.models.current()
    if events.join_s is not None or events.method != "detect":
        return settings
    kept = {} if current is None else store.runs.of_model(current).settings["events"]
    unit = events.unit if "unit" in events.model_fields_set else kept.get("unit", "call")
    join_s: float | None = kept.get("join_s") if unit == kept.get("unit") else None
    if unit != "call" and join_s is None:
        join_s = find_join_s(folders, settings, unit=unit, exclude=store.folder)
    return settings.model_copy(update={"events": events.model_copy(update={"unit": unit, "join_s": join_s})})


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
