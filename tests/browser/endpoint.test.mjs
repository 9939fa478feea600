// The search page's questions to a Quickwit or Elasticsearch-compatible endpoint: what it finds is what the terminal finds.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Endpoint, EndpointError, fold, parse } from "../../themes/default/static/search-endpoint.js";
import { Engine } from "./engine.mjs";
import { DEMO, PROGRAM, answered, browser, build, open, serve } from "./site.mjs";

let engine;
let server;
let endpoint;
let reply; // answers in the place of the engine, where a test says so

before(async () => {
  const directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-")), "export");
  execFileSync(PROGRAM, ["export", "quickwit", "--quiet", "--site", DEMO, directory], { stdio: "inherit" });
  engine = new Engine(directory);
  server = http.createServer((request, response) => (reply ? reply(response) : engine.handle(request, response)));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  endpoint = new Endpoint(`http://127.0.0.1:${server.address().port}/api/v1/_elastic/gongkai/_search`);
});

after(() => server.close());

/** What the terminal answers to each of the questions. */
function inTerminal(queries, filter = []) {
  const filters = filter.flatMap((pair) => ["--filter", pair]);
  const options = { input: queries.map((query) => `${query}\n`).join(""), encoding: "utf8", maxBuffer: 1 << 28 };
  const lines = execFileSync(PROGRAM, ["search", "--site", DEMO, "--json", "--limit", "1000", ...filters, "-"], options);
  return lines.trimEnd().split("\n").map((line) => JSON.parse(line));
}

const urls = (hits) => hits.map((hit) => hit.url).sort();

// Pieces of 2 to 17 characters cut out of the texts at fixed places.
function pieces() {
  return engine.documents.map((document, number) => {
    const texts = document.blocks.map((block) => block.text).filter((text) => text.length > 2);
    const characters = Array.from(texts[(number * 5) % texts.length]);
    const start = (number * 7) % (characters.length - 1);
    return characters.slice(start, start + 2 + (number % 16)).join("").replaceAll("\n", " ");
  });
}

test("the exact group is the terminal's", async () => {
  const asked = ["养老服务", "養老服務", "云卫健[2024]43号", "（云政办发〔2017〕56号）", "养老 医疗", "养老 -医疗", "\"责任单位：\"", "ＧＢ", "2024年5月",
    "养", "养 老服", "不存在的字句龘", ...pieces()];
  const answers = inTerminal(asked);
  for (const [number, query] of asked.entries()) {
    const expected = answers[number];
    const answer = await endpoint.ask({ query, filter: {}, limit: 1000 });
    assert.equal(answer.query, query);
    assert.equal(answer.exact, expected.exact, query);
    assert.equal(answer.total, answer.hits.length, query);
    assert.deepEqual(urls(answer.hits.slice(0, answer.exact)), urls(expected.hits.slice(0, expected.exact)), query);
    assert.equal(new Set(urls(answer.hits)).size, answer.hits.length, `${query}: an item twice`);
  }
  assert.ok(asked.length > 100, `${asked.length} questions`);
});

test("filters narrow as in the terminal", async () => {
  const cases = [
    [{ kind: ["project", "plan"] }, ["kind=project", "kind=plan"]],
    [{ kind: ["document"], year: ["2024"] }, ["kind=document", "year=2024"]],
    [{ from: "2024-01-01", to: "2024-03-31" }, ["from=2024-01-01", "to=2024-03-31"]],
    [{ column: ["documents"], validity: ["有效"] }, ["column=documents", "validity=有效"]],
    [{ stage: ["签约"], unit: [], topic: [] }, ["stage=签约"]],
  ];
  for (const [filter, pairs] of cases) {
    const queries = ["", "云溪区"];
    const answers = inTerminal(queries, pairs);
    for (const [number, query] of queries.entries()) {
      const expected = answers[number];
      const answer = await endpoint.ask({ query, filter, limit: 1000 });
      assert.equal(answer.exact, expected.exact, pairs.join());
      assert.deepEqual(urls(answer.hits.slice(0, answer.exact)), urls(expected.hits.slice(0, expected.exact)), pairs.join());
      assert.ok(expected.exact > 0 || query, `${pairs.join()} finds nothing`);
    }
  }
});

test("a hit is shown as the static index shows it", async () => {
  const document = engine.documents.find((document) => document.doc_number);
  for (const query of [document.doc_number, document.title]) {
    const { hits: [hit] } = await endpoint.ask({ query, filter: {}, limit: 1 });
    const [expected] = inTerminal([query])[0].hits;
    assert.equal(hit.url, document.url, "the number and the title come first");
    assert.deepEqual({ ...hit, score: 0 }, { ...expected, score: 0 });
    assert.ok(hit.score > 1000);
  }
  const { hits } = await endpoint.ask({ query: "养老服务", filter: {}, limit: 20 });
  for (const { snippet, marks } of hits.filter((hit) => hit.marks.length)) {
    const marked = marks.map(([start, end]) => fold(Array.from(snippet).slice(start, end).join("")));
    assert.ok(marked.every((text) => "养老服务".includes(text) || text.includes("养老")), marked.join());
  }
  assert.match(hits[0].title, /养老服务/);
});

test("pages follow each other without a gap, by score and by date", async () => {
  for (const sort of ["relevance", "date"]) {
    const request = { query: "养老服务", filter: {}, sort };
    const whole = await endpoint.ask({ ...request, limit: 1000 });
    assert.ok(whole.exact > 0 && whole.total > whole.exact + 3, `${whole.exact} of ${whole.total}`);
    const pages = [];
    for (let offset = 0; offset < whole.total; offset += 3) {
      pages.push(...(await endpoint.ask({ ...request, limit: 3, offset })).hits);
    }
    assert.deepEqual(pages, whole.hits);
    const days = whole.hits.slice(0, whole.exact).map((hit) => hit.date ?? "");
    if (sort === "date") assert.deepEqual(days, days.toSorted().reverse());
  }
  assert.deepEqual(await endpoint.ask({ query: " ", filter: {}, limit: 5 }), { query: " ", total: 0, exact: 0, hits: [] });
});

test("what is no answer is an error", async () => {
  const json = (status, body) => (response) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const total = { value: 1, relation: "eq" };
  const cases = [
    [json(500, { status: 500, error: { reason: "full" } }), /status 500/],
    [json(404, {}), /status 404/],
    [json(200, {}), /no answer of a search/],
    [json(200, { hits: { total: 1, hits: [] } }), /no answer of a search/],
    [json(200, { hits: { total, hits: [{ _source: { url: "/a/" } }] } }), /no answer of a search/],
    [json(200, { timed_out: true, hits: { total, hits: [] } }), /only a part/],
    [json(200, { _shards: { failed: 2 }, hits: { total, hits: [] } }), /only a part/],
    [(response) => response.end("<html>"), /JSON/],
    [(response) => response.destroy(), /fetch failed/],
  ];
  try {
    for (const [answer, reason] of cases) {
      reply = answer;
      const asked = endpoint.ask({ query: "养老", filter: {}, limit: 1 });
      await assert.rejects(asked, (error) => error instanceof EndpointError && reason.test(error.message), String(reason));
    }
  } finally {
    reply = undefined;
  }
});

test("lines are folded and understood as the index does", () => {
  assert.equal(fold("  第 一\n条  GB/T  9704 的 \u200B 规定 "), "第一条 gb/t 9704 的规定");
  assert.equal(fold("衛生健康發展，〔２０１７〕[一]【二】｛三｝"), "卫生健康发展,(2017)(一)(二)(三)");
  assert.deepEqual(parse("养老　服務 -机构"), { wanted: ["养老", "服务"], unwanted: ["机构"], number: undefined });
  assert.deepEqual(parse("\"GB/T 9704\" 格式").wanted, ["gb/t 9704", "格式"]);
  assert.deepEqual(parse("养老 -\"机构 养老\"").unwanted, ["机构养老"]);
  assert.deepEqual(parse("-3%").wanted, ["-3%"]);
  assert.deepEqual(parse("\"十四五\"规划").wanted, ["\"十四五\"规划"]);
  assert.deepEqual(parse("5 - 3").wanted, ["5", "-", "3"]);
  assert.deepEqual(parse("\"\"").wanted, ["\"\""]);
  assert.equal(parse("云政办发 [２０１７] 056 号").number, "云政办发 2017 56");
});

/** Takes the place of the site's own index in the page. */
const OWN_INDEX = `
  export class Blocked extends Error {}
  export const isSupported = true;
  export const prepare = () => {};
  export const ask = async (name, { query }) => (name === "facets" ? { facets: {} } : { answer: { query, total: 0, exact: 0, hits: [] } });
`;

/** The demo site with an endpoint on its own host, served together with it. */
async function served() {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-"));
  fs.cpSync(path.join(DEMO, "content"), path.join(site, "content"), { recursive: true });
  const config = fs.readFileSync(path.join(DEMO, "gongkai.toml"), "utf8");
  fs.writeFileSync(path.join(site, "gongkai.toml"), `${config}\n[search]\nendpoint = "/gk/api/v1/_elastic/gongkai/_search"\n`);
  const files = await serve(build(site));
  const both = http.createServer(async (request, response) => {
    if (request.url.startsWith("/gk/api/")) return reply ? reply(response) : engine.handle(request, response);
    const file = await fetch(new URL(request.url, files.base));
    const type = file.headers.get("content-type") ?? "text/plain";
    response.writeHead(file.status, { "content-type": type }).end(Buffer.from(await file.arrayBuffer()));
  });
  await new Promise((ready) => both.listen(0, "127.0.0.1", ready));
  const close = () => [files, both].forEach((one) => one.close());
  return { base: `http://127.0.0.1:${both.address().port}/gk/`, close };
}

test("the search page asks the endpoint, and its own index where that does not answer", async () => {
  const host = await served();
  const chromium = await browser();
  try {
    const context = await chromium.newContext();
    await context.route("**/static/*/search-index.js", (route) => route.fulfill({ contentType: "text/javascript", body: OWN_INDEX }));
    const { page, faults } = await open(context, host.base, "search/?q=%E5%85%BB%E8%80%81%E6%9C%8D%E5%8A%A1", 1280);
    const shown = await answered(page, "养老服务");
    const expected = await endpoint.ask({ query: "养老服务", filter: {}, limit: 10 });
    assert.deepEqual([shown.total, shown.exact, shown.links.length], [expected.total, expected.exact, expected.hits.length]);
    assert.equal(new URL(shown.links[0][0]).pathname, encodeURI(`/gk${expected.hits[0].url}`));
    assert.equal(await page.locator("#search-notice").isVisible(), false);
    assert.deepEqual(faults, []);
    reply = (response) => response.writeHead(503).end();
    await page.fill("#q", "养老补贴");
    assert.equal((await answered(page, "养老补贴")).total, 0);
    assert.ok(await page.locator("#search-notice").isVisible());
  } finally {
    reply = undefined;
    await chromium.close();
    host.close();
  }
});
