// One question to see and to hear: the typical call large, then others spread over the group that it speaks for.

import type { DeskQuestion, ShownEvent } from "../server/api.ts";
import { colorOf } from "../drawing/colors.ts";
import { fill, h } from "../parts/dom.ts";
import { player } from "../parts/player.ts";
import { pictureUrl, soundUrl, thumbnail } from "../parts/thumbnail.ts";
import { band, clock, counted, duration, whenAndWhere } from "../parts/wording.ts";

const HEIGHT = 256;
const SMALL = 96;
const MOST_MEMBERS = 8;

/** Addresses of a question's large picture and of its sound: the typical call's, or those of a clip that was kept. */
export const largePicture = (question: DeskQuestion): string =>
  question.picture_url ?? pictureUrl(question.event.id, HEIGHT, question.event.version);
export const typicalSound = (question: DeskQuestion): string =>
  question.sound_url ?? soundUrl(question.event.id, question.event.version);

/** What a screen reader says when a question comes. */
export function spoken(question: DeskQuestion): string {
  return `${speaksFor(question)}: ${where(question.event)}`;
}

export class LabelQuestion {
  readonly element = h("section", { class: "label-question", "aria-label": "Question" });
  #question: DeskQuestion | null = null;
  #played: HTMLElement | null = null;

  show(question: DeskQuestion): void {
    if (question === this.#question) return;
    this.#question = question;
    const typical = typicalPicture(question);
    this.#played = typical;
    const beside = others(question);
    fill(
      this.element,
      h("header", { class: "row spread" }, h("h2", null, speaksFor(question)), slowdown(question.event)),
      typical,
      h(
        "p",
        { class: "soft small" },
        `${where(question.event)}, ${band(question.event.low_hz, question.event.high_hz)}`,
      ),
      beside.length > 0 &&
        h(
          "h3",
          { class: "soft small" },
          beside.length === question.size - 1 ? "The others" : "Some of the others; the last one is the least typical",
        ),
      beside.length > 0 &&
        h(
          "div",
          { class: "label-members" },
          beside.map((member) => thumbnail(member, { height: SMALL })),
        ),
    );
    this.element.style.setProperty("--k", colorOf(question.event.category));
  }

  /** Play the typical call; `isAsked` if a person wants to hear it now. */
  play(isAsked = true): void {
    if (this.#question === null || this.#played === null) return;
    player.play(typicalSound(this.#question), this.#played, isAsked);
  }

  /** Play the next or the one before, and mark it. */
  playBeside(step: 1 | -1): void {
    const pictures = [...this.element.querySelectorAll<HTMLElement>(".thumbnail")];
    const playing = pictures.findIndex((picture) => picture === document.activeElement || player.isPlaying(picture));
    const next = pictures[(playing + step + pictures.length) % pictures.length];
    if (next === undefined) return;
    next.focus();
    if (next === this.#played) this.play();
    else player.play(soundUrl(Number(next.dataset["event"])), next);
  }
}

/** Fetch the pictures of questions to come, so that they are there when asked. */
export function prefetch(questions: readonly DeskQuestion[]): void {
  for (const question of questions) {
    for (const address of [
      largePicture(question),
      ...others(question).map((member) => pictureUrl(member.id, SMALL, member.version)),
    ]) {
      if (fetched.has(address)) continue;
      const image = new Image();
      image.src = address;
      fetched.set(address, image);
      if (fetched.size > MOST_FETCHED) fetched.delete(fetched.keys().next().value ?? "");
    }
  }
}

/** The members that are shown beside the typical one; a clip that was kept has none. */
function others({ members, event }: DeskQuestion): ShownEvent[] {
  return members.filter((member) => member.id !== event.id).slice(0, MOST_MEMBERS - 1);
}

const MOST_FETCHED = 120;
const fetched = new Map<string, HTMLImageElement>();

function typicalPicture(question: DeskQuestion): HTMLElement {
  const name = `the typical call, ${where(question.event)}`;
  const picture =
    question.sound_url === null ? thumbnail(question.event, { height: HEIGHT, name }) : keptPicture(question);
  picture.classList.add("label-typical");
  picture.dataset["question"] = question.key;
  return picture;
}

/** A clip from the live page is no event yet; it has a picture and a sound all the same. */
function keptPicture(question: DeskQuestion): HTMLElement {
  const button: HTMLElement = h(
    "button",
    {
      type: "button",
      class: "thumbnail",
      "aria-label": "Play the clip",
      onclick: () => player.toggle(typicalSound(question), button),
    },
    h("img", { src: largePicture(question), alt: "" }),
    h("span", { class: "playhead", "aria-hidden": true }),
  );
  return button;
}

function speaksFor(question: DeskQuestion): string {
  if (question.kind === "kept") return "A clip that you kept";
  if (question.size === 1) return "This call only";
  const recordings = new Set(question.members.map((member) => member.recording_id)).size;
  return `One answer names ${counted(question.size, "call")}${recordings > 1 ? ` from ${counted(recordings, "recording")}` : ""}`;
}

function slowdown(event: ShownEvent): HTMLElement | null {
  return event.slowdown > 1 ? h("span", { class: "tag" }, `played ${event.slowdown} times slower`) : null;
}

function where(event: ShownEvent): string {
  return `${event.recording_name} at ${clock(event.onset_s, 2)}, ${duration(event.offset_s - event.onset_s)}${whenAndWhere(event)}`;
}
