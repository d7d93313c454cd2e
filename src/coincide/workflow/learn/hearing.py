"""A catalog keeps the hearing that its events were found with: with another one, labels would lose their events."""

from __future__ import annotations

from coincide.catalog import CatalogStore
from coincide.learned.settings import LearnSettings, kept_values


def with_kept_hearing(settings: LearnSettings, store: CatalogStore) -> LearnSettings:
    """Return settings with the hearing of the catalog, if it has one; a hearing that was given stays."""
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
