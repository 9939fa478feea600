// The search index: its compiled reader, and the pieces that the reader asks for, from beside the page.

const AT_ONCE = 32; // requests that may be under way; a browser holds back what its connection cannot carry
const ROUNDS = 20; // more than any question takes
const page = document.querySelector("main").dataset;

/** A file is gone, or not what its name says: the site has been published anew. */
class Stale extends Error {}

/** The browser does not let the reader run. */
export class Blocked extends Error {}

export const isSupported = typeof WebAssembly === "object" && typeof DecompressionStream === "function";

let underWay = 0;
const waiting = [];

async function load(name, cache) {
  if (underWay < AT_ONCE) underWay++;
  else await new Promise((begin) => waiting.push(begin));
  try {
    const response = await fetch(new URL(name, document.baseURI), { cache });
    if (!response.ok) throw new (response.status === 404 ? Stale : Error)(`${response.status} ${name}`);
    return new Uint8Array(await response.arrayBuffer());
  } finally {
    const begin = waiting.shift();
    if (begin) begin();
    else underWay--;
  }
}

/** Bytes that were inflated on their way stay as they are: whoever takes them checks them. */
async function inflate(bytes) {
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    return bytes;
  }
}

async function start(name, isFresh) {
  try {
    return (await WebAssembly.instantiate(await inflate(await load(name)))).instance.exports;
  } catch (error) {
    throw error instanceof Stale && !isFresh ? error : new Blocked(error);
  }
}

class Index {
  static async open(isFresh) {
    const manifest = isFresh || !page.manifest
      ? new TextDecoder().decode(await load("manifest.json", "no-cache"))
      : page.manifest;
    const names = JSON.parse(manifest);
    const index = new Index();
    const [reader, opening] = await Promise.all([start(names.reader, isFresh), load(names.opening).then(inflate)]);
    index.reader = reader;
    index.fetching = new Map();
    const name = new TextEncoder().encode(names.opening);
    if (!reader.open(...index.give(name), ...index.give(opening))) throw new Stale(names.opening);
    return index;
  }

  /** Copies bytes into the reader's memory. */
  give(bytes) {
    const start = this.reader.allocate(bytes.length);
    new Uint8Array(this.reader.memory.buffer, start, bytes.length).set(bytes);
    return [start, bytes.length];
  }

  async ask(call) {
    const question = new TextEncoder().encode(call);
    for (let round = 0; round < ROUNDS; round++) {
      const length = this.reader.search(...this.give(question));
      const bytes = new Uint8Array(this.reader.memory.buffer, this.reader.reply(), length);
      const reply = JSON.parse(new TextDecoder().decode(bytes));
      if (reply.error) throw new Error(reply.error);
      if (!reply.need) return reply;
      await Promise.all(reply.need.map((need) => this.fetch(need)));
    }
    throw new Error("no end of pieces");
  }

  /** Two questions that need the same piece wait for one request. */
  fetch(need) {
    if (!this.fetching.has(need.piece)) {
      const done = this.supply(need).finally(() => this.fetching.delete(need.piece));
      this.fetching.set(need.piece, done);
    }
    return this.fetching.get(need.piece);
  }

  async supply({ piece, name }) {
    const bytes = await inflate(await load(name));
    if (!this.reader.supply(piece, ...this.give(bytes))) throw new Stale(name);
  }
}

let opened = null; // the promise of an index

function open(isFresh) {
  const opening = Index.open(isFresh);
  opened = opening;
  opening.catch(() => close(opening));
  return opening;
}

function close(index) {
  if (opened === index) opened = null;
}

/** Fetches what every question needs, before there is one. */
export function prepare() {
  opened || open(false);
}

/**
 * Puts a question to the index: "search", "facets" or "suggest", and what is said of it; a list says one thing several
 * times. After a new publication the manifest is read again, once.
 */
export async function ask(name, { filter, ...values }) {
  const lines = Object.entries({ ...values, ...filter }).flatMap(([key, value]) => [value ?? []].flat().map((one) => `${key}=${one}`));
  const call = [name, ...lines.map((line) => line.replaceAll("\n", " "))].join("\n");
  const index = opened || open(false);
  try {
    return await (await index).ask(call);
  } catch (error) {
    close(index);
    if (!(error instanceof Stale)) throw error;
  }
  return (await (opened || open(true))).ask(call);
}
