"""Questions about clips that the live page kept: their keys stay, whatever is learned."""

from __future__ import annotations

from coincide.app.label.questions import DeskQuestion, Suggestion
from coincide.app.snapshot import shown_event
from coincide.catalog import CatalogStore
from coincide.workflow.learn.kept import KeptClip, kept_clip, kept_clips, kept_recordings

KEPT = "kept"


def key_of_clip(recording_id: int) -> str:
    """Return the key of the question about a clip."""
    return f"{KEPT}-{recording_id}"


def is_key_of_clip(key: str) -> bool:
    """Say whether a question is about a clip."""
    return key.startswith(KEPT)


def clips_to_ask_about(store: CatalogStore) -> dict[str, KeptClip]:
    """Return the clips without an answer, by key."""
    return {key_of_clip(clip.recording.id): clip for clip in kept_clips(store)}


def clip_of_key(store: CatalogStore, key: str) -> KeptClip | None:
    """Return the clip of a question, answered or not; None if the catalog holds none."""
    number = key.removeprefix(f"{KEPT}-")
    return kept_clip(store, int(number)) if number != key and number.isdecimal() else None


def answers_about_clips(store: CatalogStore) -> dict[int, tuple[str, tuple[str, str]]]:
    """Return the key of each answer about a clip and what it says, by its id; also those of earlier sessions."""
    keys = {each.id: key_of_clip(each.id) for each in kept_recordings(store)}
    said = [each for each in store.answers.all() if each.span.recording_id in keys]
    return {each.id: (keys[each.span.recording_id], (each.answer, each.name)) for each in said}


def shown_clip(key: str, clip: KeptClip) -> DeskQuestion:
    """Return the question about a clip as a page shows it."""
    shown = shown_event(clip.event, clip.recording, None, category=None, certainty=0.0, label=None)
    at = f"/api/recordings/{clip.recording.id}"
    stop_s = clip.recording.duration_s
    return DeskQuestion(
        key=key,
        kind=KEPT,
        event=shown,
        size=1,
        members=[shown],
        suggestions=[Suggestion(clip.guess, 1.0)] if clip.guess else [],
        picture_url=f"{at}/spectrogram.png?from_s=0&to_s={stop_s:.6f}&width=512&height=288",
        sound_url=f"{at}/sound.wav?from_s=0&to_s={stop_s:.6f}&expand={shown.slowdown}",
    )
