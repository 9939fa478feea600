// The terminal and the browser give the same items in the same order, with the same passages.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fold } from "../../themes/default/static/search-endpoint.js";
import { DEMO, PROGRAM, answered, browser, build, open, serve } from "./site.mjs";

// Questions as readers ask them, and pieces of 2 to 17 characters cut out of the texts at fixed places, five of each text.
function questions() {
  const asked = ["养老服务", "云卫健[2024]43号", "（云政办发〔2017〕56号）", "养老 医疗", "养老 -医疗", "\"责任单位：\"", "护理型床位怎么补贴", "ＧＢ", "2024年5月", "不存在的字句龘"];
  const folder = path.join(DEMO, "content");
  const texts = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".md")).sort();
  texts.forEach((file, number) => {
    const body = fs.readFileSync(path.join(folder, file), "utf8").split("\n+++\n").at(-1);
    const lines = body.split("\n").filter((line) => line.length > 30 && !/[#|>*[]/.test(line));
    if (lines.length === 0) return;
    for (let piece = 0; piece < 5; piece++) {
      const line = lines[(number + piece * 3) % lines.length];
      const start = (number * 7 + piece * 11) % (line.length - 18);
      asked.push(line.slice(start, start + 2 + ((number + piece * 5) % 16)).trim());
    }
  });
  return [...new Set(asked)].filter((query) => query.length > 1);
}

test("the browser answers as the terminal does", async () => {
  const asked = questions();
  const options = { input: asked.join("\n"), encoding: "utf8", maxBuffer: 1 << 28 };
  const answers = execFileSync(PROGRAM, ["search", "--site", DEMO, "--json", "-"], options).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(answers.length, asked.length);
  assert.ok(asked.length > 200, `${asked.length} questions`);
  const host = await serve(build(DEMO));
  const chromium = await browser();
  try {
    const { page, faults } = await open(await chromium.newContext(), host.base, "search/", 1280);
    for (const answer of answers) {
      await page.fill("#q", answer.query);
      const shown = await answered(page, answer.query);
      const expected = answer.hits.map((hit) => hit.url + (hit.anchor && `#${hit.anchor}`));
      const links = shown.links.map(([link]) => decodeURIComponent(link.slice(host.base.length - 1).replace(/\?[^#]*/, "")));
      assert.deepEqual({ total: shown.total, exact: shown.exact, links }, { total: answer.total, exact: answer.exact, links: expected }, answer.query);
      const snippets = await page.locator("#results .result-snippet").allTextContents();
      assert.deepEqual(snippets, answer.hits.map((hit) => hit.snippet), answer.query);
    }
    assert.deepEqual(faults, []);
  } finally {
    await chromium.close();
    host.close();
  }
});

// Any string of 1 to 40 characters of a block, asked in quotes, is found in exactly the items that have it in a block.
test("in the browser the exact group is what contains the string, and nothing else", async () => {
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-")), "export");
  execFileSync(PROGRAM, ["export", "quickwit", folder, "--quiet", "--site", DEMO], { stdio: ["ignore", "ignore", "inherit"] });
  const parts = fs.readdirSync(folder).filter((name) => name.endsWith(".ndjson")).sort();
  const lines = parts.flatMap((name) => fs.readFileSync(path.join(folder, name), "utf8").trim().split("\n"));
  const items = lines.map((line) => JSON.parse(line).blocks.map((block) => fold(block.text)));
  const blocks = items.flat().filter(Boolean);
  let state = 20261122;
  const random = (below) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0, Math.floor((state / 2 ** 32) * below));
  const strings = new Set();
  while (strings.size < 300) {
    const characters = [...blocks[random(blocks.length)]];
    const length = 1 + random(random(2) ? 6 : 40);
    const string = characters.slice(random(characters.length)).slice(0, length).join("").trim();
    if (string && !string.includes('"')) strings.add(string);
  }
  const host = await serve(build(DEMO));
  const chromium = await browser();
  try {
    const { page, faults } = await open(await chromium.newContext(), host.base, "search/", 1280);
    for (const string of strings) {
      await page.fill("#q", `"${string}"`);
      const shown = await answered(page, `"${string}"`);
      assert.equal(shown.exact, items.filter((texts) => texts.some((text) => text.includes(string))).length, string);
    }
    assert.deepEqual(faults, []);
  } finally {
    await chromium.close();
    host.close();
  }
});
