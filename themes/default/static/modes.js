// How a reader wants the pages: large type, high contrast, dark or light. It is set before the page is first drawn,
// kept in this browser alone, and the same on every page of the site.

const KEY = "gongkai.modes";
const ROOT = document.documentElement;
const ON = { size: "large", contrast: "more", theme: "dark" };

function saved() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function save(modes) {
  try {
    localStorage.setItem(KEY, JSON.stringify(modes));
  } catch {
    // A browser that keeps nothing still shows the page as asked.
  }
}

const matches = (query) => matchMedia(query).matches;

/** Whether a mode is on, by the reader's choice, else by that of the system. */
function isOn(mode, modes) {
  if (modes[mode]) return modes[mode] === ON[mode];
  if (mode === "theme") return matches("(prefers-color-scheme: dark)");
  return mode === "contrast" && matches("(prefers-contrast: more)");
}

function apply(modes) {
  for (const mode of Object.keys(ON)) {
    if (modes[mode]) ROOT.dataset[mode] = modes[mode];
    else delete ROOT.dataset[mode];
  }
}

/** The first passage on the screen, so that a change of type does not lose the reader's place. */
function passage() {
  const passages = document.querySelectorAll("main [id]");
  return [...passages].find((element) => element.getBoundingClientRect().top >= 0);
}

function toggle(mode) {
  const modes = saved();
  const place = scrollY > 0 && passage();
  const top = place && place.getBoundingClientRect().top;
  modes[mode] = isOn(mode, modes) ? { size: "normal", contrast: "normal", theme: "light" }[mode] : ON[mode];
  save(modes);
  apply(modes);
  if (place) scrollBy({ top: place.getBoundingClientRect().top - top, behavior: "instant" });
}

function show() {
  const modes = saved();
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", String(isOn(button.dataset.mode, modes)));
  }
}

ROOT.dataset.script = "";
apply(saved());
const begin = () => {
  show();
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.addEventListener("click", () => {
      toggle(button.dataset.mode);
      show();
    });
  }
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    apply(saved());
    show();
  });
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
