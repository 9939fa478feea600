// What a question costs a reader: bytes, requests, rounds and milliseconds until ten results are shown.
import { Host, LINKS } from "./host.mjs";
import { strings } from "./texts.mjs";

const SEED = 20261123;
const WAIT = { timeout: 120_000 };

/** Notes, in the page, when an answer is shown: when `data-total` of the list is set. */
function watch() {
  const note = () => {
    const list = document.querySelector("#results");
    if (list?.dataset.total === undefined) return;
    globalThis.shown ??= performance.timeOrigin + performance.now();
  };
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-total"] });
}

/** Puts the next question into the field of the page; answers when that was. */
function submit(query) {
  delete globalThis.shown;
  const form = document.querySelector("#search-form");
  form.querySelector("[name=q]").value = query;
  const asked = performance.timeOrigin + performance.now();
  form.requestSubmit();
  return asked;
}

/** The longest chain of requests each of which began after the one before had ended. */
function roundsOf(requests) {
  const depth = [];
  requests.sort((one, other) => one.start - other.start).forEach((request, at) => {
    const before = requests.slice(0, at).map((other, number) => (other.end <= request.start ? depth[number] : 0));
    depth.push(1 + Math.max(0, ...before));
  });
  return Math.max(0, ...depth);
}

/** The requests of a page, or of a worker of it, since a moment; those that reached the host. */
function requestsOf(since) {
  const origin = performance.timeOrigin;
  const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  performance.clearResourceTimings();
  const requests = entries.map((entry) => ({ start: origin + entry.startTime, end: origin + entry.responseEnd, bytes: entry.transferSize }));
  return requests.filter((request) => request.start >= since && request.bytes > 0);
}

async function measured(page, host, asked) {
  const shown = await (await page.waitForFunction(() => globalThis.shown, null, { polling: 20, ...WAIT })).jsonValue();
  await host.quiet();
  const until = host.sent.filter((file) => file.asked < shown);
  const sum = (files) => files.reduce((bytes, file) => bytes + file.bytes, 0);
  const requests = (await Promise.all([page, ...page.workers()].map((place) => place.evaluate(requestsOf, asked - 1)))).flat();
  return {
    ms: shown - asked,
    bytes: sum(until),
    requests: until.length,
    after: sum(host.sent) - sum(until),
    rounds: roundsOf(requests.filter((request) => request.start < shown)),
  };
}

/** Opens the search page with a question in its address, in a browser that has seen nothing. */
async function first(chromium, host, query) {
  const context = await chromium.newContext();
  await context.addInitScript(watch);
  const page = await context.newPage();
  host.sent = [];
  await page.goto(`${host.base}search/?q=${encodeURIComponent(query)}`, { waitUntil: "commit", ...WAIT });
  const asked = await page.evaluate(() => performance.timeOrigin);
  return { page, context, cost: await measured(page, host, asked) };
}

/** Puts a further question; what coming to the field fetches is part of its bytes. */
async function further(page, host, query) {
  host.sent = [];
  await page.focus("#search-form [name=q]");
  await host.quiet();
  return measured(page, host, await page.evaluate(submit, query));
}

const KEYS = ["bytes", "after", "requests", "rounds", "ms"];

function summary(costs) {
  const at = (key, part) => costs.map((cost) => cost[key]).sort((one, other) => one - other)[Math.round((costs.length - 1) * part)];
  return Object.fromEntries(KEYS.map((key) => [key, { p50: at(key, 0.5), p95: at(key, 0.95), max: at(key, 1) }]));
}

/** Every query as the first in a fresh browser, and another as the second. */
async function pairs(chromium, host, queries) {
  const firsts = [];
  const seconds = [];
  for (const [number, query] of queries.entries()) {
    const { page, context, cost } = await first(chromium, host, query);
    firsts.push(cost);
    seconds.push(await further(page, host, queries[(number + (queries.length >> 1)) % queries.length]));
    await context.close();
  }
  return { cold: summary(firsts), second: summary(seconds) };
}

/** One query after another in one browser. */
async function session(chromium, host, queries) {
  const { page, context } = await first(chromium, host, queries[0]);
  const costs = [];
  for (const query of queries.slice(1)) costs.push(await further(page, host, query));
  await context.close();
  return summary(costs);
}

/** Costs of short strings and long questions over both links, by engine. */
export async function cost(chromium, roots, items, { count, slow }, log) {
  const sets = {
    short: strings(items, count, 2, 10, SEED),
    long: strings(items, Math.ceil(count / 3), 20, 40, SEED + 1),
  };
  const found = {};
  for (const engine of ["ours", "pagefind"]) {
    const host = await Host.open(roots[engine]);
    found[engine] = {};
    for (const [name, queries] of Object.entries(sets)) {
      for (const [link, conditions] of Object.entries(LINKS)) {
        host.link = conditions;
        const asked = conditions ? queries.slice(0, slow) : queries;
        const result = { ...(await pairs(chromium, host, asked)), session: await session(chromium, host, asked), queries: asked.length };
        (found[engine][name] ??= {})[link] = result;
        log(`cost ${engine} ${name} ${link}: ${JSON.stringify(result)}`);
      }
    }
    host.close();
  }
  return found;
}
