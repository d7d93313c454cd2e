"""An open catalog for several threads: what needs no events does not wait for them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from coincide.app.browse import Browse
from coincide.app.survey_desk import SurveyDesk
from coincide.survey import make_season
from coincide.workflow.survey.season_catalog import store_season


def test_survey_does_not_wait_for_the_events_of_other_pages(tmp_path: Path) -> None:
    store_season(make_season(n_sites=1, n_days=1), tmp_path / "season.coincide")
    is_told = threading.Event()

    def read_slowly(browse: Browse) -> bool:
        with browse._events_lock:  # noqa: SLF001
            began.set()
            return is_told.wait(120)

    began = threading.Event()
    with Browse(tmp_path / "season.coincide") as browse, ThreadPoolExecutor() as pool:
        reading = pool.submit(read_slowly, browse)
        began.wait()
        facts = SurveyDesk(browse).facts()
        is_told.set()
        assert facts.n_recordings > 0
        assert reading.result()
