// The search page. Its address holds the question: words, filters, order, how far the reader has unrolled the hits.

import { Blocked, ask, isSupported, prepare } from "./search-index.js";
import { DAYS, KEYS, chosen, onChoice, showChosen, showFacets, showTools } from "./search-filter.js";
import { clear, fill, hits, messages, notice, nothing, only, say, unanswered } from "./search-view.js";

const PAGE = 10; // hits at first
const MORE = 20; // hits at each further step
const PAUSE = 200; // ms without a key before what is typed is taken for what is meant
const SUGGESTED = 7;

const form = document.querySelector("#search-form");
const input = form.querySelector("[name=q]");
const results = document.querySelector("#results");
const more = document.querySelector("#search-more");
const { endpoint } = document.querySelector("main").dataset;
const windowTitle = document.title;

const parametersNow = () => new URLSearchParams(location.search);

/** The question of an address. */
function requestOf(parameters) {
  const filter = Object.fromEntries(KEYS.map((key) => [key, parameters.getAll(key).filter(Boolean)]));
  for (const key of DAYS) if (/^\d{4}-\d\d-\d\d$/.test(parameters.get(key))) filter[key] = parameters.get(key);
  const page = Math.min(Math.max(Math.trunc(parameters.get("page")) || 1, 1), 50);
  const sort = parameters.get("sort") === "date" ? "date" : "relevance";
  return { query: parameters.get("q") ?? "", filter, limit: PAGE + (page - 1) * MORE, offset: 0, sort };
}

let isTitlesOnly = !isSupported; // the index cannot be asked

async function findTitles(request) {
  const { findTitles } = await import("./search-titles.js");
  const answer = await findTitles(request);
  isTitlesOnly = true;
  notice(isSupported ? messages.blocked : messages.unsupported);
  return { answer, isWhole: false };
}

/** Answers a question: a search server where the site has one, else the index, else the titles. */
async function answerTo(request) {
  if (isTitlesOnly) return findTitles(request);
  if (endpoint) {
    try {
      const { Endpoint } = await import("./search-endpoint.js");
      const answer = await new Endpoint(endpoint).ask(request);
      notice("");
      return { answer, isWhole: true };
    } catch (error) {
      console.warn(error);
      notice(messages.endpointFailed);
    }
  }
  try {
    return { ...(await ask("search", request)), isWhole: true, isIndex: true };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    console.warn(error);
    return findTitles(request);
  }
}

let latest = 0; // number of the newest question; an older answer is not shown

function failed(error, request) {
  console.warn(error);
  if (!request.offset) clear();
  notice("");
  say(messages.failed);
  only("retry", "lists");
}

async function show(parameters, request = requestOf(parameters)) {
  const number = ++latest;
  const isFiltered = chosen(parameters).length > 0;
  document.title = request.query.trim() ? `${request.query.trim()} - ${windowTitle}` : windowTitle;
  showChosen(parameters);
  unanswered();
  if (!request.query.trim() && !isFiltered) {
    clear();
    say("");
    showTools(false);
    return only("start", "lists");
  }
  only();
  say(messages.searching);
  results.setAttribute("aria-busy", "true");
  try {
    const { answer, isWhole, isIndex } = await answerTo(request);
    if (number !== latest) return;
    showTools(isWhole);
    showAnswer(parameters, request, answer, isWhole);
    if (!request.offset) showCounts(parameters, request, isIndex, number);
  } catch (error) {
    if (number === latest) failed(error, request);
  } finally {
    if (number === latest) results.removeAttribute("aria-busy");
  }
}

function showAnswer(parameters, request, answer, isWhole) {
  const shown = hits(request, answer, isWhole);
  if (!isWhole) say(fill(answer.total ? messages.titles : messages.titlesNone, answer));
  if (!answer.exact && (request.query.trim() || !answer.total)) nothing(answer, chosen(parameters).length > 0);
  if (!isWhole) only(...(answer.total ? [] : ["nothing"]), "lists");
  more.onclick = () => {
    const address = parametersNow();
    address.set("page", 1 + Math.ceil((shown + MORE - PAGE) / MORE));
    history.replaceState(null, "", `?${address}`);
    show(address, { ...request, limit: MORE, offset: shown });
  };
}

/** Counts come after the hits: nobody waits for them. Only the index counts. */
async function showCounts(parameters, request, isIndex, number) {
  const { facets } = await (isIndex ? ask("facets", request) : Promise.reject()).catch(() => ({ facets: {} }));
  if (number === latest) showFacets(facets, parameters);
}

let pause;
let isMeant = false; // the address was asked for, not only typed on the way
let isComposing = false; // an input method is at work: what is typed is not yet what is meant

/** Goes to the address for what is typed, changed by `change`; `remember` keeps the one before for the way back. */
function go(remember, change = () => {}) {
  clearTimeout(pause);
  const parameters = parametersNow();
  const before = parameters.toString();
  if (input.value) parameters.set("q", input.value);
  else parameters.delete("q");
  parameters.delete("page");
  change(parameters);
  const address = parameters.toString();
  if (address === before && "total" in results.dataset) return;
  history[address === before || !remember ? "replaceState" : "pushState"](null, "", address ? `?${address}` : location.pathname);
  show(parameters);
}

function submit() {
  suggesting?.close();
  go(isMeant);
  isMeant = true;
}

let suggesting = null; // once the reader has come to the field
let isAwaited = false; // something was typed before it could suggest

async function suggest() {
  prepare();
  const { suggestions } = await import("./search-suggest.js");
  const find = (text) => ask("suggest", { text, limit: SUGGESTED }).then((reply) => reply.suggestions, () => []);
  suggesting = suggestions(input, document.querySelector("#suggestions"), find, submit);
  if (isAwaited) suggesting.typed();
}

function typed() {
  clearTimeout(pause);
  if (isComposing) return;
  pause = setTimeout(() => {
    go(isMeant);
    isMeant = false;
    isAwaited = !isTitlesOnly;
    if (isAwaited) suggesting?.typed();
  }, PAUSE);
}

async function fromAddress() {
  const parameters = parametersNow();
  input.value = parameters.get("q") ?? "";
  isMeant = parameters.has("q");
  const place = history.state?.place;
  await show(parameters);
  if (place) scrollTo(0, place);
}

input.addEventListener("compositionstart", () => { isComposing = true; clearTimeout(pause); });
input.addEventListener("compositionend", () => { isComposing = false; typed(); });
input.addEventListener("input", typed);
if (isSupported && !endpoint) input.addEventListener("focus", suggest, { once: true });
form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
onChoice((change) => go(true, change));
document.querySelector("#search-retry button").onclick = () => show(parametersNow());
// Links to another question stay on this page.
document.querySelector("main").addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='?']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  fromAddress();
  (document.querySelector("#search-chosen a") ?? document.querySelector("#search-status")).focus();
});
addEventListener("popstate", fromAddress);
// Who comes back from a hit finds the place where he left.
addEventListener("pagehide", () => history.replaceState({ place: Math.round(scrollY) }, ""));
document.querySelector("p.without-script").hidden = true;
document.querySelector("#search-lists").classList.remove("without-script");
if (!isSupported) notice(messages.unsupported);
fromAddress();
