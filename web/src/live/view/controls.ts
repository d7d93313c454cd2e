// Microphone or camera, which of them, start and stop.
import { fill, h } from "../../parts/dom.ts";

export type Mode = "sound" | "image";
export type Phase = "idle" | "starting" | "running";

export interface Controls {
  readonly element: HTMLElement;
  readonly mode: () => Mode;
  readonly choose: (mode: Mode) => void;
  readonly showPhase: (phase: Phase) => void;
  readonly showDevices: (devices: readonly MediaDeviceInfo[], chosen: string | null) => void;
  /** How much of the model was fetched; null hides it. */
  readonly showShare: (share: number | null) => void;
}

export interface ControlActions {
  readonly toggle: () => void;
  readonly switchMode: (mode: Mode) => void;
  readonly switchDevice: (deviceId: string) => void;
}

const MODES: readonly { readonly mode: Mode; readonly name: string }[] = [
  { mode: "sound", name: "Microphone" },
  { mode: "image", name: "Camera" },
];

export function makeControls(actions: ControlActions): Controls {
  const radios = MODES.map(({ mode }) => h("input", { type: "radio", name: "live-mode", value: mode, checked: mode === "sound", onchange: () => actions.switchMode(mode) }));
  const start = h("button", { type: "button", class: "primary live-start", onclick: actions.toggle });
  const devices = h("select", { "aria-label": "Device", class: "live-device", onchange: () => actions.switchDevice(devices.value) });
  const turn = h("button", { type: "button", class: "live-turn", hidden: true, onclick: () => actions.switchDevice(devices.options[(devices.selectedIndex + 1) % devices.length]?.value ?? "") }, "Turn camera");
  const progress = h("progress", { max: 1, "aria-label": "Fetching the recognizer", class: "live-progress" });
  const mode = (): Mode => (radios[1]?.checked === true ? "image" : "sound");
  let phase: Phase = "idle";
  const showPhase = (next: Phase): void => {
    phase = next;
    const verb = mode() === "sound" ? "Listen" : "Watch";
    fill(start, phase === "idle" ? `${verb} ` : "Stop ", h("kbd", null, "Space"));
    start.classList.toggle("primary", phase === "idle");
    if (phase === "idle") devices.hidden = turn.hidden = true;
  };
  const controls: Controls = {
    element: h(
      "div",
      { class: "live-controls" },
      h("fieldset", { class: "live-modes" }, h("legend", { class: "unseen" }, "Device"), radios.map((radio, place) => h("label", null, radio, h("span", null, MODES[place]?.name)))),
      start,
      devices,
      turn,
      progress,
    ),
    mode,
    choose: (next) => {
      for (const radio of radios) radio.checked = radio.value === next;
      showPhase(phase);
    },
    showPhase,
    showDevices: (found, chosen) => {
      fill(devices, found.map((one, place) => h("option", { value: one.deviceId, selected: one.deviceId === chosen }, one.label || `Device ${place + 1}`)));
      devices.hidden = found.length < 2;
      turn.hidden = devices.hidden || mode() !== "image";
    },
    showShare: (share) => {
      progress.hidden = share === null;
      if (share !== null) progress.value = share;
    },
  };
  showPhase("idle");
  controls.showShare(null);
  return controls;
}
