// What was searched for is marked in the page that a hit opens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { context, host, open, stage } from "./site.mjs";

stage();

async function marks(query, anchor = "") {
  const address = `documents/2017/56/?${new URLSearchParams({ mark: query })}${anchor && `#${encodeURIComponent(anchor)}`}`;
  const { page, faults } = await open(context, host.base, address, 390);
  const found = await page.evaluate((anchor) => {
    const all = [...document.querySelectorAll("mark")];
    const first = all[0]?.getBoundingClientRect();
    return {
      words: all.map((mark) => mark.textContent),
      isInside: all.every((mark) => mark.closest("[id]") && document.getElementById(anchor)?.contains(mark)),
      isSeen: first && first.top >= 0 && first.bottom <= innerHeight,
      focused: document.activeElement.id,
      history: history.length,
    };
  }, anchor);
  assert.deepEqual(faults, []);
  await page.close();
  return found;
}

/** A paragraph's id and text. */
async function paragraph() {
  const { page } = await open(context, host.base, "documents/2017/56/", 1280);
  const found = await page.evaluate(() => {
    const long = [...document.querySelectorAll("main p[id]")].filter((element) => element.innerText.length > 80);
    return long.map((element) => [element.id, element.textContent])[3];
  });
  await page.close();
  return found;
}

test("a passage is marked, seen and focused", async () => {
  const [id, text] = await paragraph();
  const piece = text.slice(20, 32);
  const found = await marks(piece, id);
  assert.equal(found.words.join(""), piece);
  assert.ok(found.isInside && found.isSeen);
  assert.equal(found.focused, id);
});

test("width, case and brackets do not matter, and several words are marked each", async () => {
  const found = await marks("云政办发（２０１７） \"56号\"");
  assert.ok(found.words.includes("云政办发〔2017〕") && found.words.includes("56号"), found.words.join());
});

test("a match over several elements is marked in each", async () => {
  const { page } = await open(context, host.base, "pages/annual-report-2023/?mark=" + encodeURIComponent("公开。全年通过"), 1280);
  assert.deepEqual(await page.locator("mark").allTextContents(), ["公开。", "全年通过"]);
  await page.close();
});

test("what does not stand there as a whole is marked by its longest pieces", async () => {
  const [id, text] = await paragraph();
  const found = await marks(`${text.slice(10, 16)}龘龘${text.slice(30, 35)}`, id);
  assert.deepEqual(found.words.join("|"), `${text.slice(10, 16)}|${text.slice(30, 35)}`);
});

test("what stands nowhere marks nothing, nor does a page that is opened plainly", async () => {
  assert.deepEqual((await marks("龘龘龘龘")).words, []);
  const { page } = await open(context, host.base, "documents/2017/56/", 1280);
  assert.equal(await page.locator("mark").count(), 0);
  await page.close();
});

test("the page's own markup stays what it was", async () => {
  const { page } = await open(context, host.base, "documents/2017/56/", 1280);
  const plain = await page.locator("main").innerText();
  await page.goto(`${host.base}documents/2017/56/?mark=${encodeURIComponent("健康 产业")}`);
  assert.ok(await page.locator("mark").count() > 20);
  assert.equal(await page.locator("main").innerText(), plain);
  await page.close();
});
