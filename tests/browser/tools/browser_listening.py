"""What tests do on the live page, in the words of a person."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page, expect

PATIENCE_MS = 30_000
PATIENCE_OF_LINE_MS = 1_000

HELD = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => (window.stream = await ask(wanted));
"""
"""Script that keeps the stream that a page is given."""

NO_TRACK_READER = "delete window.MediaStreamTrackProcessor;"
"""Script that takes away Chromium's own way to the samples: what is left is that of Firefox and Safari."""

_KEPT = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("coincide-live", 2);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asked = opening.result.transaction("examples").objectStore("examples").getAll();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result.map((one) => one.name)); };
    asked.onerror = () => reject(asked.error);
  };
})"""


def start(page: Page) -> None:
    """Press Listen or Watch, and wait until the first answers are in."""
    expect(page.locator("#live-label")).to_contain_text("Press")
    page.locator(".live-start").click()
    expect(page.locator("#live-facts")).to_contain_text("95%", timeout=PATIENCE_MS)


def wait_for_log(page: Page, n: int) -> None:
    """Wait until so many lines are in the log: on a busy machine, a page misses calls and waits for the next."""
    expect(page.locator(".live-log tbody tr").nth(n - 1)).to_be_attached(timeout=PATIENCE_MS + n * PATIENCE_OF_LINE_MS)


def logged(page: Page) -> list[str]:
    """Names in the log, oldest first."""
    return page.locator(".live-log tbody tr").evaluate_all("rows => rows.map(row => row.dataset.label)")[::-1]


def set_threshold(page: Page, value: float) -> None:
    """Move the slider as far as a person can, by its keys or by the mouse."""
    page.locator("#live-threshold").fill(str(value))


def teach(page: Page, name: str, *, n: int) -> None:
    """Hold the button until so many examples were taken."""
    page.get_by_label("Name of the class").fill(name)
    page.get_by_role("button", name="Hold to teach").hover()
    page.mouse.down()
    expect(page.locator(f'[data-class="{name}"]')).to_contain_text("example", timeout=PATIENCE_MS)
    while n_examples(page, name) < n:
        page.wait_for_timeout(50)
    page.mouse.up()


def n_examples(page: Page, name: str) -> int:
    """How many examples the page says that a class has."""
    return int(str(page.locator(f'[data-class="{name}"] .tabular').text_content()).split()[0])


def crash(page: Page) -> None:
    """End the page's process, as a system does that is short of memory."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")


def wait_until_kept(page: Page, name: str) -> None:
    """Wait until the browser has stored the examples of a class, which takes it a moment after listening ended."""
    for _ in range(PATIENCE_MS // 50):
        if any(name in text for text in page.evaluate(_KEPT)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"expected examples of `{name}` to be kept, found none")


def wait_until_no_workers(page: Page) -> None:
    """Wait until the recognizer's thread is gone: a worker that computes ends a moment later."""
    for _ in range(PATIENCE_MS // 50):
        if not page.workers:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"expected no workers, found {[worker.url for worker in page.workers]}")


def arrays_mb(page: Page, script: str) -> float:
    """Size of all arrays of a worker, with those that wait to be collected. For Chromium only."""
    devtools = page.context.new_cdp_session(page)
    workers: dict[str, str] = {}
    answers: list[dict[str, Any]] = []

    def attached(event: dict[str, Any]) -> None:
        workers[event["targetInfo"]["url"].rpartition("/")[2]] = event["sessionId"]

    def told(event: dict[str, Any]) -> None:
        answers.extend(one for one in [json.loads(event["message"])] if "result" in one)

    devtools.on("Target.attachedToTarget", attached)
    devtools.on("Target.receivedMessageFromTarget", told)
    devtools.send("Target.setAutoAttach", {"autoAttach": True, "waitForDebuggerOnStart": False, "flatten": False})
    question = json.dumps({"id": 1, "method": "Runtime.getHeapUsage"})
    devtools.send("Target.sendMessageToTarget", {"sessionId": workers[script], "message": question})
    while not answers:
        page.wait_for_timeout(50)
    return answers[0]["result"]["backingStorageSize"] / 1e6
