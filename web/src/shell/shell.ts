// What surrounds every page: the name, the ways to the pages, the theme, help.
import { h, svg } from "../parts/dom.ts";
import { showHelp } from "./help.ts";
import { ROUTES } from "./router.ts";
import type { RoutePath } from "./router.ts";
import { THEMES, chooseTheme, chosenTheme } from "./theme.ts";
import type { Theme } from "./theme.ts";

// One stroke each, drawn for this app on a grid of 24.
const ICONS: Readonly<Record<RoutePath, string>> = {
  "/overview": "M4 12 12 5l8 7M6.500 10.500V19h11v-8.500",
  "/categories": "M4 4h6.500v6.500H4zM13.500 4H20v6.500h-6.500zM4 13.500h6.500V20H4zM13.500 13.500H20V20h-6.500z",
  "/map": "M6 7h.01M10 5h.01M9 9.500h.01M17 8h.01M15 5.500h.01M18.500 11h.01M7 17h.01M10.500 19h.01M5 13.500h.01M15 17h.01M18 18.500h.01M13.500 14h.01",
  "/recordings": "M3 12h1M6 9v6M9 5v14M12 8v8M15 10v4M18 6v12M21 11v2",
  "/search": "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13M15.300 15.300 20.500 20.500",
  "/label": "M4 4h8l8 8-8 8-8-8zM8 8h.01",
  "/survey": "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
  "/validate": "M12 3.500l7 2.500v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6zM8.500 12l2.500 2.500 4.500-5",
  "/live": "M12 3.500a2.800 2.800 0 0 1 2.800 2.800v5a2.800 2.800 0 0 1-5.600 0v-5A2.800 2.800 0 0 1 12 3.500M6 11a6 6 0 0 0 12 0M12 17v3.500",
  "/runs": "M5 6h14M5 12h14M5 18h9",
};

export interface Shell {
  readonly main: HTMLElement;
  /** Marks where the person is. */
  readonly show: (path: RoutePath | null) => void;
}

/** Builds the shell into the page. */
export function placeShell(body: HTMLElement): Shell {
  const main = h("main", { id: "main", tabindex: -1 });
  const links = ROUTES.map(({ path, title }) => navLink(path, title));
  const nav = h("nav", { id: "pages", "aria-label": "Pages" }, h("ul", null, links.map((link) => h("li", null, link))));
  const here = h("span", { class: "here" });
  const menu = menuButton(nav);
  body.append(
    h("a", { class: "skip", href: "#main", onclick: (event: MouseEvent) => skipTo(main, event) }, "Skip to the page"),
    h("header", { class: "bar" }, brand(), here, menu, nav, h("div", { class: "bar-foot" }, themePicker(), helpButton())),
    main,
  );
  const show = (path: RoutePath | null): void => {
    for (const link of links) {
      if (link.getAttribute("href") === path) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    here.textContent = ROUTES.find((route) => route.path === path)?.title ?? "";
    openMenu(menu, nav, false);
  };
  return { main, show };
}

function skipTo(main: HTMLElement, event: MouseEvent): void {
  event.preventDefault();
  main.focus();
}

function brand(): HTMLElement {
  const waves = ["M1 12c3-9 5-9 7 0s4 9 7 0 4-6 8 0", "M1 12c2 6 5 6 8 0s4-9 7 0 4 5 7 0"];
  const mark = svg(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": true },
    waves.map((d, place) => svg("path", { d, class: place === 1 ? "second" : null })),
  );
  return h("a", { class: "brand", href: "/overview" }, mark, "coincide");
}

function navLink(path: RoutePath, title: string): HTMLAnchorElement {
  const icon = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": true }, svg("path", { d: ICONS[path] }));
  return h("a", { href: path }, icon, title);
}

function menuButton(nav: HTMLElement): HTMLButtonElement {
  const button = h(
    "button",
    { type: "button", class: "menu", "aria-expanded": "false", "aria-controls": "pages" },
    "Pages",
  );
  button.addEventListener("click", () => openMenu(button, nav, button.getAttribute("aria-expanded") !== "true"));
  return button;
}

function openMenu(button: HTMLButtonElement, nav: HTMLElement, isOpen: boolean): void {
  button.setAttribute("aria-expanded", String(isOpen));
  nav.classList.toggle("is-open", isOpen);
}

const THEME_NAMES: Readonly<Record<Theme, string>> = { auto: "Auto colors", light: "Light", dark: "Dark" };

export function themePicker(): HTMLElement {
  const options = THEMES.map((theme) => h("option", { value: theme, selected: theme === chosenTheme() }, THEME_NAMES[theme]));
  const select = h("select", { "aria-label": "Theme", onchange: () => chooseTheme(select.value as Theme) }, options);
  return select;
}

function helpButton(): HTMLElement {
  return h("button", { type: "button", class: "quiet", onclick: showHelp, "aria-label": "Keys and help" }, "Keys ", h("kbd", null, "?"));
}
