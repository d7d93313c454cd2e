"""FastAPI can export what its app does, with the texts of errors; ours never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from web_client import client_of

COLLECTOR = {
    "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
}


def test_variables_of_opentelemetry_make_the_app_send_nothing(
    learned: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in COLLECTOR.items():
        monkeypatch.setenv(name, value)

    with client_of(learned) as client:
        assert client.get("/api/overview").status_code == 200

    # FastAPI says here that it lacks the exporter, or sends where it has one.
    assert [record.getMessage() for record in caplog.records if record.name.startswith("fastapi")] == []
