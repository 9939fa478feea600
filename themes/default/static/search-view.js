// What the search page shows: the summary, the hits, and what to try where there are none. All words come from the page.

const $ = (id) => document.getElementById(id);
export const messages = $("search-messages").dataset;
const { root } = document.querySelector("main").dataset;
const status = $("search-status");
const results = $("results");

/** Makes an element with attributes or properties and children. */
export function element(name, values, ...children) {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
}

/** Puts values in the place of names in braces. */
export function fill(message, values) {
  return message.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** The name of a kind, validity or column, as the page gives it. */
const names = new Map();
for (const { className, value, textContent } of $("search-messages").querySelectorAll("data")) {
  names.set(`${className} ${value}`, textContent);
}
export const nameOf = (key, value) => names.get(`${key} ${value}`) ?? value;

export function dayOf(day) {
  const [year, mm, dd] = day.split("-");
  return fill(messages.date, { year, mm, dd, month: Number(mm), day: Number(dd) });
}

/** Cuts a text into plain and marked parts; marks count Unicode characters. */
export function marked(text, marks) {
  const characters = Array.from(text);
  const parts = [];
  let at = 0;
  for (const [start, end] of marks) {
    parts.push(characters.slice(at, start).join(""), element("mark", {}, characters.slice(start, end).join("")));
    at = end;
  }
  return [...parts, characters.slice(at).join("")];
}

/** What the page of a hit shall mark: what was typed, or, where it stands there in other characters, these. */
function sought(hit, query) {
  const cut = (text, marks) => marks.map(([start, end]) => Array.from(text).slice(start, end).join(""));
  const found = [...new Set([...cut(hit.snippet, hit.marks), ...cut(hit.title, hit.title_marks)])];
  const typed = query.toLowerCase();
  if (Array.from(found.join("").toLowerCase()).every((character) => typed.includes(character))) return query;
  return found.map((piece) => (/\s/.test(piece) ? `"${piece}"` : piece)).join(" ");
}

/** The way from this page to an address of the site. */
export const addressOf = (url) => root + url.slice(1).split("/").map(encodeURIComponent).join("/");

function facts(hit) {
  const line = element("p", { className: "result-facts" });
  const add = (name, ...content) => line.append(element("span", { className: name }, ...content));
  add("result-kind", nameOf("kind", hit.kind));
  if (hit.doc_number) add("doc-number", hit.doc_number);
  if (hit.issuer) add("result-issuer", hit.issuer);
  if (hit.date) add("result-date", element("time", { dateTime: hit.date }, dayOf(hit.date)));
  if (hit.validity) add(`result-validity mark ${nameOf("tone", hit.validity)}`, nameOf("validity", hit.validity));
  return line;
}

function item(hit, query) {
  const link = element("a", {}, ...marked(hit.title, hit.title_marks));
  const mark = query.trim() && `?${new URLSearchParams({ mark: sought(hit, query) })}`;
  link.href = addressOf(hit.url) + mark + (hit.anchor && `#${encodeURIComponent(hit.anchor)}`);
  const made = element("li", { className: "result" }, element("h2", { className: "result-title" }, link), facts(hit));
  if (hit.snippet) made.append(element("p", { className: "result-snippet" }, ...marked(hit.snippet, hit.marks)));
  return made;
}

/** A question within a sentence: not too long, and without the quotation marks around it. */
function shortened(query) {
  const text = query.trim().replace(/^"([^"]+)"$/, "$1");
  return text.length > 50 ? `${text.slice(0, 48)}…` : text;
}

function summary({ query, total, exact }) {
  const found = !query.trim() ? "foundFilter" : exact === total ? "foundExact" : exact ? "found" : "foundRelated";
  const key = total ? found : query.trim() ? "none" : "noneFilter";
  return fill(messages[key], { query: shortened(query), total, exact, related: total - exact });
}

export function say(text) {
  status.textContent = text;
}

/** Tells how the hits were found, where a reader has to know. */
export function notice(text) {
  $("search-notice").textContent = text;
  $("search-notice").hidden = !text;
}

/** Of these parts of the page, shows only those named. */
export function only(...parts) {
  for (const part of ["start", "lists", "nothing", "retry"]) $(`search-${part}`).hidden = !parts.includes(part);
}

/** Takes back that the hits answer the question. */
export function unanswered() {
  for (const key of ["query", "total", "exact"]) delete results.dataset[key];
}

export function clear() {
  unanswered();
  results.removeAttribute("aria-busy");
  results.replaceChildren();
  $("search-more").hidden = true;
}

/** Shows hits, from the first on or behind those that are there; tells how many are shown in all. */
export function hits(request, answer, isWhole) {
  const isMore = request.offset > 0;
  const items = answer.hits.map((hit) => item(hit, request.query));
  const related = items[answer.exact - request.offset];
  if (related && answer.exact) {
    related.prepend(element("p", { className: "result-group" }, messages.related));
  }
  if (isMore) results.append(...items);
  else results.replaceChildren(...items);
  const shown = request.offset + items.length;
  $("search-more").hidden = shown >= answer.total;
  if (isMore && items.length) items[0].querySelector("a").focus();
  if (isWhole) {
    say(summary(answer));
    Object.assign(results.dataset, { query: answer.query, total: answer.total, exact: answer.exact });
  }
  return shown;
}

/** Offers ways on where nothing was found. */
export function nothing({ query, total }, isFiltered) {
  const list = $("search-try");
  list.querySelectorAll(".tried").forEach((old) => old.remove());
  const address = (words) => `?${new URLSearchParams({ q: words })}`;
  const offer = (label, ...links) => {
    const made = links.flatMap(([text, href], number) => [number ? messages.separator : "", element("a", { href }, text)]);
    list.prepend(element("li", { className: "tried" }, label, ...made));
  };
  const bare = query.replace(/"/g, " ").trim();
  const words = bare.split(/\s+/);
  if (words.length > 1) offer(messages.tryWords, ...words.slice(0, 6).map((word) => [word, address(word)]));
  if (query.includes('"') && bare) offer(messages.tryQuotes, [bare, address(bare)]);
  if (isFiltered) offer(messages.tryFilters, [messages.clear, query.trim() ? address(query) : "?"]);
  only("nothing", ...(total ? [] : ["lists"]));
}
