"""What is done on the disk: every command that reads or writes a catalog, on one of a dozen events or two.

A piece of work gets the place and returns how to find out what came of it, as plain data that is the same each time;
that is asked when the disk is whole again. While a person gives answers, each one that was confirmed is marked.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.session import write_sounds
from coincide.annotations import read_csv
from coincide.catalog import CatalogStore
from coincide.errors import CatalogError
from coincide.learned.settings import LearnSettings, load_settings
from coincide.workflow.annotations import export_annotations, import_annotations
from coincide.workflow.check import check
from coincide.workflow.clips.clips import ClipOptions, write_clips
from coincide.workflow.digest import digest
from coincide.workflow.export.export import export
from coincide.workflow.export.live import live_recognizer
from coincide.workflow.label.questions import Questions
from coincide.workflow.learn.learn import learn
from coincide.workflow.parse.parse import parse
from coincide.workflow.plot.plot import plot
from coincide.workflow.recognize.recognize import recognize
from coincide.workflow.report.report import report
from coincide.workflow.search.search import search
from coincide.workflow.survey.sites import sites
from coincide.workflow.survey.summary import summary
from coincide.workflow.validate.session import Validation

CATALOG, NEW, OUT = "sounds.coincide", "new.coincide", "out"
"""In the folder of the disk that fails."""
N_ANSWERS = 3
N_LABELED = 8
_QUICK: dict[str, Any] = {
    "events": {"detector": "plain"},
    "embed": {"steps": 4, "baseline_steps": 2},
    "categorize": {"steps": 4},
}

QUICK = tuple(
    word
    for stage, fields in _QUICK.items()
    for name, value in fields.items()
    for word in (f"--{stage}-{name.replace('_', '-')}", str(value))
)
"""The same settings as options."""

Mark = Callable[[str], None]
Result = Callable[[], Any]


def prepare(folder: Path, *, has_page: bool = True) -> None:
    """Make `folder` with recordings and truth beside the disk, and on it a labeled catalog with all its caches; what
    each piece of work begins from lies in `base`.

    Parameters
    ----------
    has_page : also make the live recognizer, which takes long.
    """
    write_sounds(folder)
    disk = folder / "disk"
    disk.mkdir()
    learn(folder / "sounds", catalog=disk / CATALOG, settings=_settings())
    rows = (folder / "truth.csv").read_text().splitlines()
    (folder / "some.csv").write_text("\n".join(rows[: 1 + N_LABELED]))
    import_annotations(disk / CATALOG, folder / "some.csv")
    recognize(disk / CATALOG, [folder / "sounds"])
    if has_page:
        live_recognizer(disk / CATALOG)
    shutil.copytree(disk, folder / "base")


def learn_once(folder: Path) -> None:
    """Learn as at first, which makes good what can be computed."""
    learn(folder / "sounds", catalog=folder / "disk" / CATALOG, settings=_settings())


def learn_first(folder: Path, _: Mark) -> Result:
    """Learn from nothing."""
    learn(folder / "sounds", catalog=folder / "disk" / NEW, settings=_settings())
    return lambda: groups(folder / "disk" / NEW)


def learn_again(folder: Path, _: Mark) -> Result:
    """Learn with another seed, in place of what is there."""
    learn(folder / "sounds", catalog=folder / "disk" / CATALOG, settings=_settings(), seed=1)
    return lambda: groups(folder / "disk" / CATALOG)


def label(folder: Path, mark: Mark) -> Result:
    """Answer some questions; each is marked when the program goes on to the next."""
    with Questions(folder / "disk" / CATALOG) as questions:
        for number in range(N_ANSWERS):
            questions.name(f"kind {number}")
            mark(f"kind {number}")
    return lambda: len(_answers(folder))


def serve(folder: Path, mark: Mark) -> Result:
    """Look at the app and answer questions in it; each is marked when the server has said yes."""
    from starlette.testclient import TestClient

    from coincide.web import Access, make_app

    app = make_app(folder / "disk" / CATALOG, access=Access(token="key", port=8000))
    headers = {"Authorization": "Bearer key"}
    with TestClient(app, base_url="http://127.0.0.1:8000", headers=headers, raise_server_exceptions=False) as client:
        for path in ("/", "/api/overview", "/api/categories", "/api/map", "/api/recordings/1/spectrogram.png"):
            _said(client.get(path))
        for number in range(N_ANSWERS):
            key = _said(client.get("/api/label/queue")).json()["questions"][0]["key"]
            _said(client.put(f"/api/label/answers/{key}", json={"answer": "name", "name": f"kind {number}"}))
            mark(f"kind {number}")
    return lambda: len(_answers(folder))


def import_labels(folder: Path, mark: Mark) -> Result:
    """Take labels from a table; all are marked in the end."""
    text = (folder / "truth.csv").read_text().splitlines()
    table = folder / "other.csv"
    table.write_text(
        "\n".join([text[0], *(line.rpartition(",")[0].rpartition(",")[0] + ",imported," for line in text[1:])])
    )
    imported = import_annotations(folder / "disk" / CATALOG, table)
    mark("imported")
    return lambda: imported.n_new


def recognize_all(folder: Path, _: Mark) -> Result:
    """Write a table of what is recognized."""
    out = folder / "disk" / OUT / "calls.csv"
    recognize(folder / "disk" / CATALOG, [folder / "sounds"], out=out)
    return lambda: (len(read_csv(out)), _digest(out))


def export_tables(folder: Path, _: Mark) -> Result:
    """Write a table per recording."""
    written = export_annotations(folder / "disk" / CATALOG, folder / "disk" / OUT, format="raven", layout="many")
    return lambda: [(path.name, _digest(path)) for path in written]


def export_page(folder: Path, _: Mark) -> Result:
    """Write the live page."""
    exported = export(folder / "disk" / CATALOG, folder / "disk" / OUT, camera=False)
    return lambda: (exported.n_files, _is_as_listed(folder / "disk" / OUT))


def write_report(folder: Path, _: Mark) -> Result:
    """Write the report."""
    path = report(folder / "disk" / CATALOG)
    return lambda: path.read_text().rstrip().endswith("</html>")


def search_frames(folder: Path, _: Mark) -> Result:
    """Search by frames, which keeps an index of them."""
    sound = next(iter(sorted((folder / "sounds").iterdir())))
    found = search(folder / "disk" / CATALOG, sound, at_s=1.0, for_s=0.3, metric="dtw")
    return lambda: [hit.event.id for hit in found.hits]


def parse_again(folder: Path, _: Mark) -> Result:
    """Find songs and motifs once more."""
    parse(folder / "disk" / CATALOG, again=True)
    return lambda: _n_trees(folder)


def place_recorders(folder: Path, mark: Mark) -> Result:
    """Say where recorders stood and what their clocks showed."""
    table = folder / "sites.csv"
    table.write_text("site,latitude,longitude,habitat\nkind 0,52.5,13.4,moor\n")
    found = sites(folder / "disk" / CATALOG, table, timezone="UTC", shift_s=1.0, who="kind 0")
    mark("kind 0")
    return lambda: (len(found.sites), len(found.clocks))


def check_sample(folder: Path, mark: Mark) -> Result:
    """Check some events of a random sample; each is marked when the program goes on to the next."""
    checking = Validation(folder / "disk" / CATALOG, names=["trill"], n=2 * N_ANSWERS)
    for number in range(N_ANSWERS):
        checking.answer("other", f"kind {number}")
        mark(f"kind {number}")
    return lambda: checking.result().n_answered


def write_summary(folder: Path, _: Mark) -> Result:
    """Write a table of counts."""
    out = folder / "disk" / "counts.csv"
    summary(folder / "disk" / CATALOG, by=("name", "recording"), out=out)
    return lambda: _digest(out)


def cut_clips(folder: Path, _: Mark) -> Result:
    """Write the sound of events."""
    out = folder / "disk" / OUT
    write_clips(folder / "disk" / CATALOG, out, options=ClipOptions(n=2))
    return lambda: [(path.name, _digest(path)) for path in sorted(out.rglob("*")) if path.is_file()]


def draw_sheet(folder: Path, _: Mark) -> Result:
    """Draw spectrograms of each name."""
    path = plot(folder / "disk" / CATALOG, "sheet", folder / "disk" / "sheet.png").path
    return lambda: _digest(path)


def digest_labels(folder: Path, _: Mark) -> Result:
    """Write the digest of all labels, and compare with it."""
    out = folder / "disk" / "labels.json"
    digest(folder / "disk" / CATALOG, out=out)
    compared = digest(folder / "disk" / CATALOG, compare=out)
    return lambda: (compared.digest, compared.differences)


def check_all(folder: Path, _: Mark) -> Result:
    """Read everything, and repair it; what cannot be read is an error with a remedy."""
    found = check(folder / "disk" / CATALOG, repair=True)
    if not found.is_whole:
        raise CatalogError("; ".join(f"{flaw.path}: {flaw.wrong}. {flaw.todo}" for flaw in found.flaws))
    return lambda: found.n_labels


WORKS: dict[str, Callable[[Path, Mark], Result]] = {
    one.__name__: one
    for one in (
        learn_first,
        learn_again,
        label,
        serve,
        import_labels,
        recognize_all,
        export_tables,
        export_page,
        write_report,
        search_frames,
        parse_again,
        place_recorders,
        check_sample,
        write_summary,
        cut_clips,
        draw_sheet,
        digest_labels,
        check_all,
    )
}


def groups(catalog: Path) -> list[Any]:
    """Return what was found, without ids."""
    with CatalogStore.open(catalog) as store:
        model = store.models.current()
        assert model is not None
        events = store.events.by_id(store.models.event_ids(model.id))
        return [
            (events[one.event_id].onset_s, events[one.event_id].offset_s, one.category, one.certainty)
            for one in store.categories.memberships(model.id)
        ]


def _n_trees(folder: Path) -> int:
    with CatalogStore.open(folder / "disk" / CATALOG) as store:
        model = store.models.current()
        assert model is not None
        return len(store.trees.all(model.id))


def _is_as_listed(folder: Path) -> bool:
    listed = json.loads((folder / "manifest.json").read_text())["files"]
    return all(_digest(folder / name) == facts["sha256"] for name, facts in listed.items())


def _settings() -> LearnSettings:
    return load_settings(overrides=_QUICK)


def _answers(folder: Path) -> list[Any]:
    with CatalogStore.open(folder / "disk" / CATALOG) as store:
        return store.answers.all()


def _said(answer: Any) -> Any:
    """Return an answer of the server, unless it is an error, which is then what a person is told."""
    if answer.status_code >= 400:
        raise AppError(answer.status_code, str(answer.json().get("detail", answer.text)))
    return answer


class AppError(Exception):
    """The server said that something went wrong."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
