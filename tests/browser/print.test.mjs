// An official document on paper, measured in the PDF that Chromium prints, against GB/T 9704-2012.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { context, host, open, stage } from "./site.mjs";

const MILLIMETRE = 72 / 25.4;
const A4 = { width: 210 * MILLIMETRE, height: 297 * MILLIMETRE };
/** 版心. */
const BODY = { left: 28 * MILLIMETRE, right: (210 - 26) * MILLIMETRE, top: 37 * MILLIMETRE, bottom: (297 - 35) * MILLIMETRE };
const LINES = 22;
const CHARACTERS = 28;

stage();

/** The pages of a printed address: their size, and their lines with words, edges and upper edge in points. */
async function printed(address) {
  const { page } = await open(context, host.base, address, 1280);
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-")), "page.pdf");
  await page.pdf({ path: file, preferCSSPageSize: true });
  await page.close();
  const text = execFileSync("pdftotext", ["-bbox-layout", file, "-"], { encoding: "utf8" });
  return text.split("<page ").slice(1).map((page) => {
    const [, width, height] = page.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number);
    const lines = page.split("<line ").slice(1).map((line) => {
      const [, left, , right] = line.match(/xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"/).map(Number);
      const top = Number(line.match(/yMin="([\d.]+)"/)[1]);
      return { left, right, top, words: [...line.matchAll(/>([^<]*)<\/word>/g)].map(([, word]) => word).join("") };
    });
    return { width, height, lines };
  });
}

const near = (found, expected, by, what) => assert.ok(Math.abs(found - expected) <= by, `${what}: ${found}, not ${expected}`);
const isNumber = ({ words }) => /^—\d+—$/.test(words.replaceAll(" ", ""));

test("a page has 22 lines of 28 characters within 156 by 225 mm", async () => {
  const pages = await printed("documents/2017/56/");
  for (const { width, height } of pages) {
    near(width, A4.width, 1, "width");
    near(height, A4.height, 1, "height");
  }
  // A page of prose alone: full from the first line to the last.
  const full = pages.map(({ lines }) => lines.filter((line) => !isNumber(line))).filter((lines) => lines.length === LINES);
  assert.ok(full.length >= 2, `${pages.map(({ lines }) => lines.length)}`);
  for (const lines of full) {
    const pitch = (lines.at(-1).top - lines[0].top) / (LINES - 1);
    near(pitch, (BODY.bottom - BODY.top) / LINES, 0.1, "line pitch");
    assert.ok(lines.every(({ left, right }) => left >= BODY.left - 1 && right <= BODY.right + 1), "within the margins");
  }
  const prose = full.flat().filter(({ words, left, right }) => /^[\p{sc=Han}，。、；]{26,}$/u.test(words) && left < BODY.left + 1 && right > BODY.right - 2);
  assert.ok(prose.length >= 3);
  for (const { words } of prose) near([...words].length, CHARACTERS, 1, words);
});

test("page numbers stand 7 mm below, odd to the right, even to the left", async () => {
  const pages = await printed("documents/2017/56/");
  pages.forEach(({ lines }, index) => {
    const number = lines.find(isNumber);
    assert.equal(number?.words.replaceAll(/[— ]/g, ""), String(index + 1));
    const isOdd = index % 2 === 0;
    assert.ok(isOdd ? number.right > BODY.right - 30 : number.left < BODY.left + 30, `page ${index + 1} at ${number.left}`);
  });
});

test("the head is red where the organ's mark is stated, and the sheet says what it is", async () => {
  const pages = await printed("documents/2024/43/");
  const first = pages[0].lines.map(({ words }) => words);
  assert.equal(first[0], "区卫健局");
  assert.match(first[1], /云卫健〔2024〕43号/);
  assert.ok(first.some((words) => words === "（此件主动公开）"));
  const last = pages.at(-1).lines.map(({ words }) => words).join("\n");
  assert.match(last, /云溪区卫生健康局/);
  assert.match(last, /2024年4月29日印发/);
  assert.match(last, /网页打印件，以正式文本为准/);
  assert.match(last, /https:\/\/www\.yunxi\.example\/gk\/documents\/2024\/43\//);
  const all = pages.flatMap(({ lines }) => lines.map(({ words }) => words));
  assert.ok(!all.includes("搜索") && !all.includes("复制引用"));

  const { page } = await open(context, host.base, "documents/2024/43/", 1280);
  await page.emulateMedia({ media: "print" });
  const height = await page.evaluate(() => {
    const head = document.querySelector(".document").getBoundingClientRect().top;
    return document.querySelector(".organ").getBoundingClientRect().top - head;
  });
  near((height * 72) / 96, 35 * MILLIMETRE, 2, "发文机关标志");
  await page.goto(`${host.base}documents/2012/zhengban-8/`);
  assert.equal(await page.locator(".red-head").count(), 0);
  await page.close();
});

test("版记 stands at the foot of the last page, parts and attachments begin a page", async () => {
  for (const address of ["documents/2024/43/", "documents/2017/56/"]) {
    const pages = await printed(address);
    const last = pages.at(-1).lines.filter((line) => !isNumber(line));
    const colophon = last.find(({ words }) => words.endsWith("印发"));
    assert.ok(colophon.top > BODY.bottom - 40 && colophon.top < BODY.bottom, `${address}: ${colophon.top} of ${BODY.bottom}`);
    assert.equal(Math.max(...last.map(({ top }) => top)), colophon.top, "nothing stands below it");
  }
  const first = (await printed("documents/2024/43/")).map(({ lines }) => lines[0].words);
  for (const words of ["云溪区大健康产业精准招商工作方案", "附件1", "附件2"]) assert.ok(first.includes(words), `${words}: ${first}`);
});

test("tables go on over sheets: their heads on each, their totals once", async () => {
  const sheets = (await printed("projects/")).map(({ lines }) => lines.map(({ words }) => words).join("\n"));
  const withRows = sheets.filter((words) => (words.match(/\b20\d\d-\d{3}\b/g) ?? []).length > 3);
  assert.ok(withRows.length >= 2, `${withRows.length} sheets`);
  for (const words of withRows) assert.ok(words.includes("项目编号"), words);

  const { page } = await open(context, host.base, "projects/figures/", 1280);
  const totals = await page.locator("tfoot").count();
  await page.close();
  const words = (await printed("projects/figures/")).flatMap(({ lines }) => lines.map(({ words }) => words));
  assert.equal(words.filter((line) => line.startsWith("合计")).length, totals);
  assert.ok(totals >= 2);
});

test("a page that is no document begins with its name, also the home page, and ends without navigation", async () => {
  for (const [address, name] of [["", "云溪区政务公开"], ["projects/2022-018/", "一次性采样器械生产项目"], ["rosters/dajiankang/", "云溪区大健康产业发展小组组成人员"]]) {
    const [first] = await printed(address);
    const words = first.lines.map(({ words }) => words);
    assert.ok(words.slice(0, 2).some((line) => line.includes(name)), `${address}: ${words.slice(0, 3)}`);
    assert.ok(!words.some((line) => /网站地图|菜单|大字版/.test(line)), address);
  }
});
