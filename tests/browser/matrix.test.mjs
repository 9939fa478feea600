// The responsibility matrix of a large plan on paper: every unit on every sheet, nothing cut off.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { context, host, open, stage } from "./site.mjs";

const TASKS = 64;
// Names that differ in their second character, by which a column is known again.
const UNITS = [..."甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃列张寒来暑往"].map((sign) => `区${sign}资源和社会保障事务局`);
const MARGIN = (12 * 72) / 25.4;

/** A plan of tasks under chapters, each with five units. */
function site() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-"));
  fs.mkdirSync(path.join(directory, "content/plans"), { recursive: true });
  fs.writeFileSync(path.join(directory, "gongkai.toml"), '[site]\ntitle = "测试站"\nbase_url = "https://www.example.gov.cn/gk/"\n');
  const lines = ['+++\ntitle = "健康产业三年行动方案"\ndisclosure = "主动公开"\ndated = 2024-01-01\n+++'];
  for (let task = 0; task < TASKS; task += 1) {
    if (task % 8 === 0) lines.push(`## ${"一二三四五六七八"[task / 8]}、重点任务`);
    const [lead, implementer, ...others] = [0, 3, 6, 9, 12].map((step) => UNITS[(task * 7 + step) % UNITS.length]);
    lines.push(`${(task % 8) + 1}.推进第${task + 1}号集聚区配套基础设施和公共服务平台建设。（牵头单位：${lead}，责任单位：${implementer}，配合单位：${others.join("、")}）`);
  }
  fs.writeFileSync(path.join(directory, "content/plans/a.md"), `${lines.join("\n\n")}\n`);
  return directory;
}

stage(site);

test("every sheet names every unit, and no column is cut off", async () => {
  const { page, faults } = await open(context, host.base, "plans/a/matrix/", 1280);
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-")), "matrix.pdf");
  await page.pdf({ path: file, preferCSSPageSize: true });
  await page.close();
  const sheets = execFileSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8" }).split("<page ").slice(1);
  assert.ok(sheets.length >= 3, `${sheets.length} sheets`);
  let marks = 0;
  sheets.forEach((sheet, number) => {
    const [, width, height] = sheet.match(/width="([\d.]+)" height="([\d.]+)"/).map(Number);
    assert.ok(width > height, `sheet ${number + 1} stands upright`);
    const words = [...sheet.matchAll(/xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</g)];
    assert.ok(words.length > 0, `sheet ${number + 1} is empty`);
    for (const [, left, right, word] of words) {
      assert.ok(left >= MARGIN - 1 && right <= width - MARGIN + 1, `${word} of sheet ${number + 1} is cut off at ${right}`);
    }
    const signs = words.map(([, , , word]) => word).join("");
    const missing = UNITS.filter((unit) => !signs.includes(unit[1]));
    assert.deepEqual(missing, [], `sheet ${number + 1}`);
    marks += [...signs.matchAll(/[●◆○]/g)].length;
  });
  // Five units a task, and the three signs that are explained.
  assert.equal(marks, TASKS * 5 + 3);
  assert.deepEqual(faults, []);
});
