// The terminal and the browser give the same items in the same order, with the same passages.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { DEMO, PROGRAM, answered, browser, build, open, serve } from "./site.mjs";

// Questions as readers ask them, and pieces of 2 to 17 characters cut out of the texts at fixed places.
function questions() {
  const asked = ["养老服务", "云卫健[2024]43号", "（云政办发〔2017〕56号）", "养老 医疗", "养老 -医疗", "\"责任单位：\"", "护理型床位怎么补贴", "ＧＢ", "2024年5月", "不存在的字句龘"];
  const folder = path.join(DEMO, "content");
  const texts = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".md")).sort();
  texts.forEach((file, number) => {
    const body = fs.readFileSync(path.join(folder, file), "utf8").split("\n+++\n").at(-1);
    const lines = body.split("\n").filter((line) => line.length > 30 && !/[#|>*[]/.test(line));
    if (lines.length === 0) return;
    const line = lines[number % lines.length];
    const start = (number * 7) % (line.length - 18);
    asked.push(line.slice(start, start + 2 + (number % 16)).trim(), line.slice(start, start + 2));
  });
  return [...new Set(asked)].filter((query) => query.length > 1);
}

test("the browser answers as the terminal does", async () => {
  const asked = questions();
  const options = { input: asked.join("\n"), encoding: "utf8", maxBuffer: 1 << 28 };
  const answers = execFileSync(PROGRAM, ["search", "--site", DEMO, "--json", "-"], options).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(answers.length, asked.length);
  assert.ok(asked.length > 80, `${asked.length} questions`);
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
