// A command to type in a terminal, with a button that copies it.
import { h } from "./dom.ts";
import { fail, say } from "./notice.ts";

/** Returns the command as code, and a button that puts it on the clipboard. */
export function command(text: string): HTMLElement {
  const button = h("button", { type: "button", class: "quiet", "aria-label": `Copy ${text}`, onclick: () => void copy() }, "Copy");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
      say("Copied");
      setTimeout(() => (button.textContent = "Copy"), 2000);
    } catch {
      // Without HTTPS or localhost, pages may not write to the clipboard.
      fail(new Error("This browser does not let the page copy; select the command and copy it."));
    }
  };
  return h("div", { class: "command" }, h("code", null, text), button);
}
