// Suggestions below the search field while the reader types: an ARIA combobox with its listbox.

import { addressOf, element, fill, marked, messages, nameOf } from "./search-view.js";

/**
 * Lets `input` suggest. `ask` answers with suggestions for a text, `submit` searches for what is typed.
 * Returns what to call when the reader has typed and when he has asked.
 */
export function suggestions(input, list, ask, submit) {
  let options = []; // elements, each with what choosing it does
  let active = -1;
  let latest = 0;

  function close() {
    latest++;
    options = [];
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(number) {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function option(content, kind, choose, number) {
    const made = element("li", { id: `suggestion-${number}`, className: "suggestion" }, element("span", {}, ...content));
    if (kind) made.append(" ", element("span", { className: "suggestion-kind" }, kind));
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.onclick = choose;
    return made;
  }

  function show(text, found) {
    const lower = text.toLowerCase();
    const suggested = found.filter((suggestion) => suggestion.url || suggestion.text !== text).map((suggestion, number) => {
      const at = suggestion.text.toLowerCase().indexOf(lower);
      const [start, end] = [at, at + lower.length].map((place) => Array.from(suggestion.text.slice(0, place)).length);
      const content = marked(suggestion.text, at < 0 ? [] : [[start, end]]);
      const open = () => {
        close();
        if (suggestion.url) return location.assign(addressOf(suggestion.url));
        input.value = suggestion.text;
        submit();
      };
      return option(content, suggestion.kind && nameOf("kind", suggestion.kind), open, number + 1);
    });
    if (!suggested.length) return close();
    options = [option([fill(messages.searchFor, { query: text })], "", submit, 0), ...suggested];
    active = -1;
    list.replaceChildren(...options);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }

  async function typed() {
    const text = input.value.trim();
    const number = ++latest;
    if (!text) return close();
    const found = await ask(text);
    if (number === latest && document.activeElement === input) show(text, found);
  }

  function key(event) {
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") activate(active + 1 < options.length ? active + 1 : -1);
    else if (event.key === "ArrowUp") activate(active < 0 ? options.length - 1 : active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) options[active].click();
    else return;
    event.preventDefault();
  }

  input.addEventListener("keydown", key);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  return { typed, close };
}
