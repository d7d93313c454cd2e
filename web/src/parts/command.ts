// A command to type in a terminal, with a button that copies it.
import { h } from "./dom.ts";
import type { Child } from "./dom.ts";
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
  return h("div", { class: "command" }, h("code", null, words(text)), button);
}

// Words break only where they are too long for the line: browsers would part `--catalog` after its dashes.
function words(text: string): Child[] {
  return text.split(" ").map((word, place) => [place > 0 && " ", h("span", { class: "command-word" }, word)]);
}
