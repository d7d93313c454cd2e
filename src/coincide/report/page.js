// What moves on the page: playing a call with a line that runs across its picture, and finding one's way in the map.
"use strict";

document.documentElement.classList.add("js");

// --- sound -----------------------------------------------------------------
let playing = null;

function stop() {
  if (playing === null) return;
  playing.audio.pause();
  playing.audio.currentTime = 0;
  playing.button.setAttribute("aria-pressed", "false");
  playing = null;
}

function followPlayhead() {
  if (playing === null) return;
  const { audio, button, playhead } = playing;
  const clipSeconds = audio.currentTime / Number(button.dataset.slower);
  const share = (clipSeconds - Number(button.dataset.start)) / Number(button.dataset.span);
  playhead.hidden = share < 0 || share > 1;
  playhead.style.left = `${100 * share}%`;
  requestAnimationFrame(followPlayhead);
}

function toggle(button) {
  const wasThis = playing !== null && playing.button === button;
  stop();
  if (wasThis) return;
  const audio = button.parentElement.querySelector("audio");
  playing = { audio, button, playhead: button.querySelector(".playhead") };
  button.setAttribute("aria-pressed", "true");
  audio.onended = stop;
  const attempt = playing;
  audio.play().catch(() => {
    if (playing === attempt) stop(); // pausing one call to play another rejects the first attempt only
  });
  requestAnimationFrame(followPlayhead);
}

for (const audio of document.querySelectorAll("audio")) audio.controls = false;
for (const button of document.querySelectorAll(".play")) button.addEventListener("click", () => toggle(button));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") stop();
});

// --- map -------------------------------------------------------------------
const map = document.querySelector(".map svg");

function highlight(category) {
  map.classList.toggle("focused", category !== null);
  for (const group of map.querySelectorAll(".dots")) {
    group.classList.toggle("chosen", group.dataset.category === category);
  }
}

function labelOf(circle) {
  const title = circle.querySelector("title");
  if (title !== null) {
    circle.dataset.label = title.textContent;
    title.remove(); // else the browser would show a second box of its own
  }
  return circle.dataset.label;
}

function showTip(tip, circle) {
  const box = circle.getBoundingClientRect();
  const frame = map.parentElement.getBoundingClientRect();
  tip.textContent = labelOf(circle);
  tip.hidden = false;
  const left = box.left + box.width / 2 - frame.left - tip.offsetWidth / 2;
  tip.style.left = `${Math.max(0, Math.min(left, frame.width - tip.offsetWidth))}px`;
  tip.style.top = `${box.top - frame.top - tip.offsetHeight - 6}px`;
}

if (map !== null) {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  map.parentElement.append(tip);
  map.addEventListener("pointerover", (event) => {
    if (event.target.tagName === "circle") showTip(tip, event.target);
    else tip.hidden = true;
  });
  map.addEventListener("pointerleave", () => (tip.hidden = true));
  map.addEventListener("click", (event) => {
    const group = event.target.closest(".dots");
    if (group !== null && document.getElementById(group.dataset.category) !== null) {
      location.hash = group.dataset.category;
    }
  });
  for (const link of document.querySelectorAll("[data-highlight]")) {
    for (const name of ["pointerenter", "focus"]) link.addEventListener(name, () => highlight(link.dataset.highlight));
    for (const name of ["pointerleave", "blur"]) link.addEventListener(name, () => highlight(null));
  }
}

// --- paper -----------------------------------------------------------------
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
