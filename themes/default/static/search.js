// The search page: asks the compiled reader, fetches the pieces of the index it needs, shows its answers.
// All words shown come from the page (#search-messages); the index lies beside the page.

const PAGE = 10;
const PAUSE = 200; // ms without a key before a query is asked
const FILTERS = ["kind", "column", "unit", "topic", "year", "stage", "validity"];
const DAYS = ["from", "to"];

const form = document.querySelector("#search-form");
const input = form.querySelector("[name=q]");
const status = document.querySelector("#search-status");
const results = document.querySelector("#results");
const messages = document.querySelector("#search-messages").dataset;
const root = document.querySelector("main").dataset.root;

// ---- the index --------------------------------------------------------------

/** A file that is gone, or not what its name says: the site has been published anew. */
class Stale extends Error {}

async function load(name, cache) {
  const response = await fetch(new URL(name, document.baseURI), { cache });
  if (!response.ok) throw response.status === 404 ? new Stale(name) : new Error(`${response.status} ${name}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Bytes that a server has already inflated stay as they are: whoever takes them checks them. */
async function inflate(bytes) {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    return bytes;
  }
}

class Index {
  static async open() {
    const manifest = await load("manifest.json", "no-cache");
    const names = JSON.parse(new TextDecoder().decode(manifest));
    const [module, opening] = await Promise.all([load(names.reader), load(names.opening).then(inflate)]);
    const index = new Index();
    index.calls = (await WebAssembly.instantiate(module)).instance.exports;
    index.fetching = new Map();
    if (!index.calls.open(...index.give(manifest), ...index.give(opening))) throw new Stale(names.opening);
    return index;
  }

  /** Copies bytes into the reader's memory. */
  give(bytes) {
    const start = this.calls.allocate(bytes.length);
    new Uint8Array(this.calls.memory.buffer, start, bytes.length).set(bytes);
    return [start, bytes.length];
  }

  async ask(request) {
    const question = new TextEncoder().encode(JSON.stringify(request));
    for (;;) {
      const length = this.calls.search(...this.give(question));
      const bytes = new Uint8Array(this.calls.memory.buffer, this.calls.reply(), length);
      const reply = JSON.parse(new TextDecoder().decode(bytes));
      if (reply.answer) return reply.answer;
      if (!reply.need) throw new Error(reply.error);
      await Promise.all(reply.need.map((need) => this.fetch(need)));
    }
  }

  /** Two questions that need the same piece wait for one request. */
  fetch(need) {
    if (!this.fetching.has(need.piece)) {
      const done = this.supply(need).finally(() => this.fetching.delete(need.piece));
      this.fetching.set(need.piece, done);
    }
    return this.fetching.get(need.piece);
  }

  async supply({ piece, name, compressed }) {
    const bytes = await load(name);
    if (!this.calls.supply(piece, ...this.give(compressed ? await inflate(bytes) : bytes))) throw new Stale(name);
  }
}

let opened; // the promise of an index

/** Answers a request; after a new publication the manifest is read again, once. */
async function ask(request) {
  try {
    opened ??= Index.open();
    return await (await opened).ask(request);
  } catch (error) {
    opened = undefined;
    if (!(error instanceof Stale)) throw error;
  }
  try {
    opened ??= Index.open();
    return await (await opened).ask(request);
  } catch (error) {
    opened = undefined;
    throw error;
  }
}

// ---- the page ---------------------------------------------------------------

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function fill(message, values) {
  return message.replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** Cuts a text into plain and marked parts; marks count Unicode characters. */
function marked(text, marks) {
  const characters = Array.from(text);
  const parts = [];
  let at = 0;
  for (const [start, end] of marks) {
    parts.push(characters.slice(at, start).join(""), element("mark", "", characters.slice(start, end).join("")));
    at = end;
  }
  parts.push(characters.slice(at).join(""));
  return parts;
}

function item(hit) {
  const link = element("a", "result-title", ...marked(hit.title, hit.title_marks));
  link.href = root + hit.url.replace(/^\//, "") + (hit.anchor && "#" + encodeURIComponent(hit.anchor));
  const kind = messages["kind" + hit.kind[0].toUpperCase() + hit.kind.slice(1)];
  const facts = [["kind", kind], ["number", hit.doc_number], ["issuer", hit.issuer], ["date", hit.date], ["validity", hit.validity]];
  const meta = element("p", "result-meta");
  for (const [name, fact] of facts.filter(([, fact]) => fact)) {
    meta.append(meta.hasChildNodes() ? " · " : "", element("span", "result-" + name, fact));
  }
  return element("li", "result", link, meta, element("p", "result-snippet", ...marked(hit.snippet, hit.marks)));
}

const more = element("button", "more", messages.more ?? "");
more.type = "button";
more.hidden = true;
results.after(more);

function requestOf(parameters) {
  const filter = Object.fromEntries(FILTERS.map((key) => [key, parameters.getAll(key)]));
  for (const key of DAYS) if (parameters.has(key)) filter[key] = parameters.get(key);
  return { query: parameters.get("q") ?? "", filter, limit: PAGE, offset: 0 };
}

const isEmpty = ({ query, filter }) => !query.trim() && Object.values(filter).every((values) => !values.length);

let latest = 0; // number of the newest question; an older answer is not shown

function clear() {
  for (const key of ["query", "total", "exact"]) delete results.dataset[key];
  more.hidden = true;
}

async function show(request) {
  const number = ++latest;
  if (!request.offset) clear();
  if (isEmpty(request)) {
    results.replaceChildren();
    status.textContent = "";
    return;
  }
  status.textContent = messages.searching;
  let answer;
  try {
    answer = await ask(request);
  } catch (error) {
    console.error(error);
    if (number === latest) {
      results.replaceChildren();
      clear();
      status.textContent = messages.failed;
    }
    return;
  }
  if (number !== latest) return;
  const items = answer.hits.map(item);
  if (request.offset) results.append(...items);
  else results.replaceChildren(...items);
  const counts = { query: request.query, exact: answer.exact, related: answer.total - answer.exact };
  status.textContent = fill(answer.total ? messages.found : messages.none, counts);
  const shown = request.offset + items.length;
  more.hidden = shown >= answer.total;
  more.onclick = async () => {
    await show({ ...request, offset: shown });
    items.at(-1).nextElementSibling?.querySelector("a").focus();
  };
  Object.assign(results.dataset, answer.query === request.query && { query: request.query, total: answer.total, exact: answer.exact });
}

function parametersNow() {
  const parameters = new URLSearchParams(location.search);
  if (input.value) parameters.set("q", input.value);
  else parameters.delete("q");
  return parameters;
}

function go(remember) {
  clearTimeout(pause);
  const parameters = parametersNow();
  const address = parameters.size ? "?" + parameters : location.pathname;
  history[remember]({}, "", address);
  show(requestOf(parameters));
}

let pause;
let composing = false; // an input method is at work: what is typed is not yet what is meant

function typed() {
  clearTimeout(pause);
  if (!composing) pause = setTimeout(go, PAUSE, "replaceState");
}

function fromAddress() {
  const parameters = new URLSearchParams(location.search);
  input.value = parameters.get("q") ?? "";
  show(requestOf(parameters));
}

if (typeof WebAssembly === "object" && typeof DecompressionStream === "function") {
  input.addEventListener("compositionstart", () => { composing = true; clearTimeout(pause); });
  input.addEventListener("compositionend", () => { composing = false; typed(); });
  input.addEventListener("input", typed);
  form.addEventListener("submit", (event) => { event.preventDefault(); go("pushState"); });
  addEventListener("popstate", fromAddress);
  fromAddress();
} else {
  status.textContent = messages.unsupported;
}
