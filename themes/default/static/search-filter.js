// The filters of the search page: what may be chosen, with counts, and what is chosen. The address holds the choice.

import { dayOf, element, fill, messages, nameOf } from "./search-view.js";

export const KEYS = ["kind", "column", "unit", "topic", "year", "stage", "validity"];
export const DAYS = ["from", "to"];
const AT_FIRST = 8; // values of a key seen before the reader asks for more

const box = document.querySelector("#search-filters");
const heading = box.querySelector("summary");
const groups = document.querySelector("#search-facets");
const days = document.querySelector("#search-days"); // comes with the facets, below them
const chips = document.querySelector("#search-chosen");
const sort = document.querySelector("#search-sort");
const open = new Set(); // keys of which all values are seen

/** The chosen filters as pairs of key and value. */
export const chosen = (parameters) => [...parameters].filter(([key, value]) => value && (KEYS.includes(key) || DAYS.includes(key)));

function without(parameters, pairs) {
  const rest = new URLSearchParams();
  for (const [key, value] of parameters) {
    if (key !== "page" && !pairs.some(([k, v]) => k === key && v === value)) rest.append(key, value);
  }
  return `?${rest}`;
}

function label(key, value) {
  if (DAYS.includes(key)) return fill(nameOf("chosen", key), { day: dayOf(value) });
  return key === "year" ? fill(messages.year, { year: value }) : nameOf(key, value);
}

/** Shows what the address says: chips, sorting, days, boxes. */
export function showChosen(parameters) {
  const pairs = chosen(parameters);
  const chip = ([key, value]) => {
    const link = element("a", { href: without(parameters, [[key, value]]) }, label(key, value));
    link.setAttribute("aria-label", fill(messages.remove, { name: label(key, value) }));
    return element("li", {}, link);
  };
  const items = pairs.map(chip);
  if (items.length > 1) items.push(element("li", { className: "clear" }, element("a", { href: without(parameters, pairs) }, messages.clear)));
  chips.replaceChildren(...items);
  chips.hidden = !items.length;
  heading.textContent = pairs.length ? fill(messages.filtersChosen, { count: pairs.length }) : messages.filters;
  sort.value = parameters.get("sort") === "date" ? "date" : "relevance";
  for (const key of DAYS) {
    const input = box.querySelector(`[name=${key}]`);
    if (input !== document.activeElement) input.value = parameters.get(key) ?? "";
  }
  for (const input of groups.querySelectorAll("input")) input.checked = parameters.getAll(input.name).includes(input.value);
}

function option(key, value, count, isChosen) {
  const input = element("input", { type: "checkbox", name: key, value, checked: isChosen });
  const name = element("span", { className: "facet-name" }, label(key, value));
  return element("label", { className: "facet" }, input, name, element("span", { className: "facet-count" }, count));
}

function group(key, values, parameters) {
  const isChosen = (value) => parameters.getAll(key).includes(value);
  const missing = parameters.getAll(key).filter((value) => value && !values.some(([known]) => known === value));
  const all = [...values, ...missing.map((value) => [value, 0])];
  if (!all.length) return [];
  if (key === "year") all.sort(([one], [other]) => other - one);
  // What is chosen is always seen.
  const first = all.filter(([value], number) => number < AT_FIRST || isChosen(value));
  const made = element("fieldset", {}, element("legend", {}, nameOf("facet", key)));
  const fillIn = () => {
    const seen = open.has(key) ? all : first;
    made.querySelectorAll(".facet, .facet-more").forEach((old) => old.remove());
    made.append(...seen.map(([value, count]) => option(key, value, count, isChosen(value))));
    if (first.length === all.length) return;
    const text = open.has(key) ? messages.fewer : fill(messages.moreValues, { count: all.length - first.length });
    const more = element("button", { type: "button", className: "facet-more", name: `more-${key}` }, text);
    more.setAttribute("aria-expanded", open.has(key));
    more.onclick = () => {
      open.has(key) ? open.delete(key) : open.add(key);
      fillIn();
      const next = open.has(key) ? made.querySelectorAll("input")[first.length] : made.querySelector(".facet-more");
      next.focus();
    };
    made.append(more);
  };
  fillIn();
  return [made];
}

/** Shows the values to choose from with their counts; the reader's place among them is kept. */
export function showFacets(facets, parameters) {
  const { name, value } = groups.contains(document.activeElement) ? document.activeElement : {};
  days.hidden = false;
  groups.replaceChildren(...KEYS.flatMap((key) => group(key, facets[key] ?? [], parameters)));
  if (name) [...groups.querySelectorAll("input, button")].find((input) => input.name === name && input.value === value)?.focus();
}

/** Shows or hides sorting and filters. */
export function showTools(isShown) {
  box.hidden = !isShown;
  sort.parentElement.hidden = !isShown;
}

/** Calls `change` with a function that writes what the reader chose into an address's parameters. */
export function onChoice(change) {
  let pause;
  sort.addEventListener("change", () => change((to) => (sort.value === "date" ? to.set("sort", "date") : to.delete("sort"))));
  box.addEventListener("change", ({ target }) => {
    clearTimeout(pause);
    if (target.type === "checkbox") {
      change((to) => {
        const others = to.getAll(target.name).filter((value) => value !== target.value);
        to.delete(target.name);
        for (const value of target.checked ? [...others, target.value] : others) to.append(target.name, value);
      });
    } else {
      // A day that is typed is a day at many moments: the one meant stands still.
      const choose = () => change((to) => (target.value > "1000" ? to.set(target.name, target.value) : to.delete(target.name)));
      pause = setTimeout(choose, 600);
    }
  });
  const wide = matchMedia("(min-width: 60em)");
  const unfold = () => { box.open = wide.matches; };
  unfold();
  wide.addEventListener("change", unfold);
}
