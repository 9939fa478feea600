// The preview: it follows every change, and a broken edit keeps the last good site.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { PROGRAM, browser } from "./site.mjs";

test("the preview follows changes and keeps the last good site", async () => {
  const site = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-serve-")), "site");
  execFileSync(PROGRAM, ["new", "--quiet", site]);
  const preview = spawn(PROGRAM, ["serve", "--site", site, "--bind", "127.0.0.1:0", "--lang", "en"]);
  const chromium = await browser();
  try {
    let messages = "";
    const address = await new Promise((found, failed) => {
      preview.on("exit", () => failed(new Error(messages)));
      preview.stderr.on("data", (data) => {
        messages += data;
        const match = /http:\/\/127\.0\.0\.1:\d+\//.exec(messages);
        if (match) found(match[0]);
      });
    });
    const page = await chromium.newPage();
    await page.goto(`${address}documents/2024/1/`);
    const file = path.join(site, "content/documents/2024/1.md");
    const text = fs.readFileSync(file, "utf8");

    fs.writeFileSync(file, text.replace("现就有关事项通知如下", "现将有关要求通知如下"));
    await page.waitForFunction(() => document.body.innerText.includes("现将有关要求通知如下"), null, { timeout: 20000 });

    fs.writeFileSync(file, text.replace("disclosure", "disclosed"));
    await new Promise((seen) => {
      const look = setInterval(() => messages.includes("missing_disclosure") && (clearInterval(look), seen()), 50);
    });
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
    preview.removeAllListeners("exit");
    preview.kill("SIGINT");
    await chromium.close();
  }
});
