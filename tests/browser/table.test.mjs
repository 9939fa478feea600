// Tables of records, sorted and filtered where they stand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chromium, context, host, open, stage } from "./site.mjs";

stage();

/** The rows that are shown, each with the words of its cells and the values they are sorted by. */
const rows = (page, table = "#projects-table") =>
  page.$$eval(`${table} tbody tr`, (found) =>
    found
      .filter((row) => row.offsetParent !== null)
      .map((row) => [...row.cells].map((cell) => ({ words: (cell.querySelector("[data-key]") ?? cell).textContent.trim(), value: cell.dataset.value }))),
  );
const column = (found, index) => found.map((cells) => cells[index]);
const STAGE = 2;
const AMOUNT = 3;

test("a click on a heading sorts, a second one turns the order; what is unknown stands last", async () => {
  const { page, faults } = await open(context, host.base, "projects/", 1280);
  const before = await rows(page);
  assert.ok(before.length > 40);
  const head = page.locator("#projects-table thead th").nth(AMOUNT);
  for (const [direction, sign] of [["ascending", 1], ["descending", -1]]) {
    await head.locator("button").click();
    assert.equal(await head.getAttribute("aria-sort"), direction);
    const values = column(await rows(page), AMOUNT).map(({ value }) => value);
    const known = values.filter((value) => value !== undefined).map(Number);
    assert.deepEqual(known, [...known].sort((a, b) => sign * (a - b)));
    assert.ok(known.length < values.length && values.slice(known.length).every((value) => value === undefined));
  }
  // By keyboard, and by the order of stages, not of their names.
  await page.locator("#projects-table thead th").nth(STAGE).locator("button").focus();
  await page.keyboard.press("Enter");
  const stages = column(await rows(page), STAGE);
  assert.deepEqual([...new Set(stages.map(({ words }) => words))], ["推介", "签约", "开工", "投产"]);
  assert.equal(await page.locator("#projects-table [aria-sort]").count(), 1);
  assert.equal((await rows(page)).length, before.length);
  assert.deepEqual(faults, []);
  await page.close();
});

test("choices and words narrow the rows, and the count is told", async () => {
  const { page, faults } = await open(context, host.base, "projects/", 390);
  const all = await rows(page);
  const status = page.locator(".table-tools [role=status]");
  assert.equal(await status.innerText(), "");
  const stage = page.locator(".table-tools label", { hasText: "阶段" }).locator("select");
  await stage.selectOption("开工");
  const begun = all.filter((cells) => cells[STAGE].words === "开工");
  assert.deepEqual(column(await rows(page), 0), column(begun, 0));
  assert.match(await status.innerText(), new RegExp(`${begun.length}\\D+${all.length}`));
  await page.locator(".table-tools input").fill("康复");
  const both = begun.filter((cells) => cells.some(({ words }) => words.includes("康复")));
  assert.ok(both.length > 0 && both.length < begun.length);
  assert.deepEqual(column(await rows(page), 0), column(both, 0));
  assert.match(await status.innerText(), new RegExp(`${both.length}\\D+${all.length}`));
  await page.locator(".table-tools input").fill("没有这样的项目");
  assert.equal((await rows(page)).length, 0);
  assert.match(await status.innerText(), /(^|\D)0\D/);
  await page.locator(".table-tools input").fill("");
  await stage.selectOption("");
  assert.equal((await rows(page)).length, all.length);
  assert.match(await status.innerText(), new RegExp(`${all.length}\\D+${all.length}`));
  assert.deepEqual(faults, []);
  await page.close();
});

test("tasks under headings keep their places; a heading without rows goes", async () => {
  const { page } = await open(context, host.base, "documents/2017/56/", 1280);
  const tasks = await rows(page, "#tasks-table");
  const tools = page.locator(".table-tools", { has: page.getByRole("searchbox", { name: "按单位或字句查找" }) });
  await tools.locator("input").fill("民政");
  const shown = await rows(page, "#tasks-table");
  assert.ok(shown.length > 0 && shown.length < tasks.length);
  const lone = await page.$$eval("#tasks-table tbody", (bodies) =>
    bodies.filter((body) => body.offsetParent !== null && ![...body.rows].some((row) => !row.hidden && !row.classList.contains("chapter"))).length);
  assert.equal(lone, 0);
  assert.match(await tools.locator("[role=status]").innerText(), /\d+\D+\d+/);
  await page.close();
});

test("without a script every row is in the page and nothing offers to sort", async () => {
  const plain = await chromium.newContext({ javaScriptEnabled: false });
  const { page } = await open(plain, host.base, "projects/", 1280);
  assert.ok((await page.locator("#projects-table tbody tr").count()) > 40);
  assert.equal(await page.locator(".table-tools:visible").count(), 0);
  assert.equal(await page.locator("#projects-table thead button").count(), 0);
  await plain.close();
});
