// Which pages are found, against a plain search for the string in the same pages.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { fold } from "./fold.mjs";
import { Host } from "./host.mjs";
import { strings } from "./texts.mjs";

export const LENGTHS = [[1, 1], [2, 2], [3, 3], [4, 4], [5, 8], [9, 40]];
const SEED = 20261122;

/** Asks our index for the whole exact group, through the script of the search page. */
async function askOurs(page, query) {
  return page.evaluate(async (query) => {
    const { ask } = await import(document.querySelector("link[href$='/search-index.js']").href);
    const { answer: { exact } } = await ask("search", { query, limit: 1 });
    const { answer } = await ask("search", { query, limit: Math.max(exact, 1) });
    return answer.hits.slice(0, exact).map((hit) => hit.url);
  }, query);
}

/** Addresses by the names that Pagefind gives its pages. */
function addressesOf(root) {
  const folder = path.join(root, "pagefind/fragment");
  return new Map(fs.readdirSync(folder).map((file) => {
    const text = zlib.gunzipSync(fs.readFileSync(path.join(folder, file))).toString("utf8");
    return [file.replace(/\.\w+$/, ""), decodeURI(JSON.parse(text.slice(text.indexOf("{"))).url)];
  }));
}

async function askPagefind(page, query) {
  return page.evaluate(async (query) => {
    const { search } = await import("../pagefind/pagefind.js");
    return (await search(query)).results.map((result) => result.id);
  }, query);
}

const share = (part, whole) => (whole ? part / whole : 1);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const isPlain = ({ query }) => /^[\p{L}\p{N}]+$/u.test(query);

function summary(rows) {
  const found = rows.filter((row) => row.returned > 0);
  if (rows.length === 0) return { queries: 0, recall: null, complete: null, nothing: null, precision: null, firstTen: null };
  return {
    queries: rows.length,
    recall: mean(rows.map((row) => row.recall)),
    complete: mean(rows.map((row) => Number(row.recall === 1))),
    nothing: mean(rows.map((row) => Number(row.returned === 0))),
    precision: found.length ? mean(found.map((row) => row.precision)) : null,
    firstTen: found.length ? mean(found.map((row) => row.firstTen)) : null,
  };
}

/** Judges one way of asking by all queries of one length. */
async function judged(queries, items, ask) {
  const rows = [];
  for (const query of queries) {
    const string = fold(query);
    const wanted = items.filter((item) => item.own.includes(string)).map((item) => item.url);
    const right = new Set(items.filter((item) => item.all.includes(string)).map((item) => item.url).concat(wanted));
    const list = await ask(query);
    const returned = new Set(list);
    const firsts = list.slice(0, 10);
    rows.push({
      query,
      returned: returned.size,
      recall: share(wanted.filter((url) => returned.has(url)).length, wanted.length),
      precision: share(list.filter((url) => right.has(url)).length, list.length),
      firstTen: share(firsts.filter((url) => right.has(url)).length, firsts.length),
      missing: wanted.filter((url) => !returned.has(url)).slice(0, 3),
      wrong: list.filter((url) => !right.has(url)).slice(0, 3),
    });
  }
  return rows;
}

/** Recall and precision by query length: `{ours, pagefind, quoted}`, each a list in the order of [`LENGTHS`]. */
export async function recall(chromium, roots, items, count, log) {
  const hosts = { ours: await Host.open(roots.ours), pagefind: await Host.open(roots.pagefind) };
  const open = async (host) => {
    const page = await chromium.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${host.base}search/`);
    return page;
  };
  const pages = { ours: await open(hosts.ours), pagefind: await open(hosts.pagefind) };
  const addresses = addressesOf(roots.pagefind);
  const pagefind = async (query) => (await askPagefind(pages.pagefind, query)).map((id) => addresses.get(id) ?? id);
  const ways = {
    ours: (query) => askOurs(pages.ours, query),
    pagefind,
    quoted: (query) => pagefind(`"${query}"`),
  };
  const found = { ours: [], pagefind: [], quoted: [] };
  const faults = [];
  for (const [from, to] of LENGTHS) {
    const queries = strings(items, count, from, to, SEED + from);
    for (const [name, ask] of Object.entries(ways)) {
      const rows = await judged(queries, items, ask);
      const part = { from, to, ...summary(rows), plain: summary(rows.filter(isPlain)) };
      found[name].push(part);
      log(`recall ${name}: ${JSON.stringify(part)}`);
      if (name === "ours") faults.push(...rows.filter((row) => row.recall < 1 || row.precision < 1));
    }
  }
  Object.values(hosts).forEach((host) => host.close());
  return { ...found, faults };
}
