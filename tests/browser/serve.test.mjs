// The preview: it follows every change, a reworded text at once, and a broken edit keeps the last good site.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { preview, saved, watched } from "./preview.mjs";
import { DEMO, PROGRAM, browser } from "./site.mjs";

const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

test("the preview follows changes and keeps the last good site", async () => {
  const site = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-serve-")), "site");
  execFileSync(PROGRAM, ["new", "--quiet", site]);
  const { address, messages, stop } = await preview(PROGRAM, site);
  const chromium = await browser();
  try {
    const page = await chromium.newPage();
    await page.goto(`${address}documents/2024/1/`);
    const file = path.join(site, "content/documents/2024/1.md");
    const text = fs.readFileSync(file, "utf8");

    fs.writeFileSync(file, text.replace("现就有关事项通知如下", "现将有关要求通知如下"));
    await page.waitForFunction(() => document.body.innerText.includes("现将有关要求通知如下"), null, { timeout: 20000 });

    fs.writeFileSync(file, text.replace("disclosure", "disclosed"));
    while (!messages().includes("missing_disclosure")) await later(50);
    await page.waitForSelector("#gongkai-findings");
    assert.match(await page.innerText("#gongkai-findings"), /missing_disclosure[^]*content\/documents\/2024\/1\.md/);
    await page.reload();
    assert.match(await page.innerText("body"), /现将有关要求通知如下/);
    await page.waitForSelector("#gongkai-findings");

    fs.writeFileSync(file, text);
    await page.waitForSelector("#gongkai-findings", { state: "detached" });
    await page.waitForFunction(() => document.body.innerText.includes("现就有关事项通知如下"), null, { timeout: 20000 });
    assert.equal(fs.existsSync(path.join(site, "public")), false);
  } finally {
    stop();
    await chromium.close();
  }
});

test("a reworded text is shown at once and whole, and the rest of the site follows", async (t) => {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-serve-"));
  for (const part of ["content", "gongkai.toml"]) fs.cpSync(path.join(DEMO, part), path.join(site, part), { recursive: true });
  const { address, messages, stop } = await preview(PROGRAM, site);
  const chromium = await browser();
  const builds = () => messages().match(/pages added, \d+ changed|The published site is the same/g)?.length ?? 0;
  try {
    const file = path.join(site, "content/documents/2017/56.md");
    const text = fs.readFileSync(file, "utf8");
    const place = /^\+\+\+\n[^]*?\n\+\+\+\n\n([^\n]+)/.exec(text)[1];
    const seeing = await watched(await chromium.newContext(), `${address}documents/2017/56/`);
    // It goes if the page is loaded anew.
    await seeing.page.evaluate(() => (document.body.firstElementChild.own = true));
    await later(500);
    const times = [];
    for (let number = 1; number <= 5; number++) {
      times.push(await saved(seeing, file, text, place, number));
      for (const before = builds(); builds() === before; ) await later(20);
      await later(300);
    }
    t.diagnostic(`from saving to seeing, in milliseconds: ${times.join(" ")}`);

    assert.match(await (await fetch(`${address}documents/2017/56/`)).text(), /第5次试改/);
    assert.equal(await seeing.page.evaluate(() => document.body.innerText.includes("第5次试改")), true);

    fs.writeFileSync(file, text.replace(place, `${place}（第6次试改）\n\n另起一段。\n\n再起一段`));
    await seeing.page.waitForFunction(() => document.body.innerText.includes("再起一段"), null, { timeout: 20000 });
    assert.equal(await seeing.page.evaluate(() => document.body.firstElementChild.own), true);
    const live = await seeing.page.evaluate(() => document.querySelector("main article").innerText.replace(/\s+/g, ""));
    const fresh = await seeing.page.context().newPage();
    await fresh.goto(seeing.page.url());
    assert.equal(live, await fresh.evaluate(() => document.querySelector("main article").innerText.replace(/\s+/g, "")));
    await later(1000);

    // A file that is being written is not shown until it is written to the end.
    const built = await (await fetch(`${address}documents/2017/56/`)).text();
    const half = text.replace(place, `${place}（写到一半）`);
    const writing = fs.openSync(file, "w");
    fs.writeSync(writing, half.slice(0, half.length / 2));
    for (let times = 0; times < 5; times++) {
      assert.equal(await (await fetch(`${address}documents/2017/56/`)).text(), built);
      await later(5);
    }
    fs.writeSync(writing, half.slice(half.length / 2));
    fs.closeSync(writing);
    await seeing.page.waitForFunction(() => document.body.innerText.includes("写到一半"), null, { timeout: 20000 });
  } finally {
    stop();
    await chromium.close();
  }
});
