// The tools of a document's page: place in the contents, size of the text, citation, links to paragraphs, reading aloud.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chromium, host, open, stage } from "./site.mjs";

const ADDRESS = "documents/2017/56/";
stage();

async function reading(options = {}) {
  const context = await chromium.newContext({ permissions: ["clipboard-read", "clipboard-write"], reducedMotion: "reduce", ...options });
  const { page, faults } = await open(context, host.base, ADDRESS, 1280);
  return { context, page, faults };
}

test("the contents show where the reader is, and lead there", async () => {
  const { context, page, faults } = await reading();
  const links = page.locator(".contents a");
  const last = links.nth((await links.count()) - 1);
  await last.click();
  await page.waitForFunction(() => document.querySelector(".contents a[aria-current]"));
  assert.equal(await page.locator(".contents a[aria-current]").count(), 1);
  assert.equal(await page.locator(".contents a[aria-current]").innerText(), await last.innerText());
  assert.deepEqual(faults, []);
  await context.close();
});

test("a citation has title, number, organ, day and address", async () => {
  const { context, page } = await reading();
  await page.click("[data-tool=cite]");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^云溪区人民政府办公室.*（云政办发〔2017〕56号），.*，2017年11月30日，https:\/\/www\.yunxi\.example\/gk\/documents\/2017\/56\/$/);
  assert.equal(await page.locator(".tools [role=status]").innerText(), "已复制");
  await context.close();
});

test("every paragraph has a link of its own, by pointer and by keyboard", async () => {
  const { context, page } = await reading();
  await page.locator(".text p[id]").nth(3).hover();
  const id = await page.locator(".text p[id]").nth(3).getAttribute("id");
  await page.locator(`.text p[id="${id}"] > .anchor`).click();
  assert.equal(decodeURIComponent(new URL(page.url()).hash), `#${id}`);
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), new RegExp(`#${encodeURIComponent(id)}$`));
  assert.equal(await page.locator(".text .anchor[tabindex='0']").count(), 0);
  await page.focus("[data-tool=anchors]");
  await page.keyboard.press("Enter");
  assert.ok((await page.locator(".text .anchor[tabindex='0']").count()) > 10);
  await context.close();
});

test("the size of the text has three steps", async () => {
  const { context, page } = await reading();
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector(".text p")).fontSize));
  const first = await size();
  assert.ok(await page.isDisabled("[data-tool=smaller]"));
  await page.click("[data-tool=larger]");
  await page.click("[data-tool=larger]");
  assert.ok((await size()) > first * 1.25);
  assert.ok(await page.isDisabled("[data-tool=larger]"));
  await context.close();
});

test("it is read aloud where the browser can, and nothing is offered where it cannot", async () => {
  const { context, page } = await reading();
  await page.evaluate(() => {
    globalThis.said = [];
    speechSynthesis.speak = (words) => {
      globalThis.said.push(words.text);
      if (globalThis.said.length < 3) setTimeout(() => words.onend(), 0);
    };
  });
  await page.click("[data-speech=speak]");
  await page.waitForFunction(() => globalThis.said.length === 3);
  assert.equal(await page.locator(".spoken").count(), 1);
  await page.click("[data-speech=stop]");
  assert.equal(await page.locator(".spoken").count(), 0);
  await context.close();
  const mute = await chromium.newContext();
  await mute.addInitScript(() => delete globalThis.speechSynthesis && Object.defineProperty(globalThis, "speechSynthesis", { value: undefined }));
  const silent = await open(mute, host.base, ADDRESS, 1280);
  assert.equal(await silent.page.locator("[data-speech=speak]").isVisible(), false);
  await mute.close();
});

test("a page that is no document is read aloud from its heading on, without its forms", async () => {
  const context = await chromium.newContext();
  const { page, faults } = await open(context, host.base, "projects/", 1280);
  await page.evaluate(() => {
    globalThis.said = [];
    speechSynthesis.speak = (words) => {
      globalThis.said.push(words.text);
      globalThis.isLost ||= Boolean(document.querySelector(":is(form, nav) .spoken"));
      setTimeout(() => words.onend(), 0);
    };
  });
  await page.click("[data-speech=speak]");
  await page.waitForFunction(() => !document.querySelector(".spoken"));
  const said = await page.evaluate(() => globalThis.said);
  assert.equal(said[0], await page.locator("h1").innerText());
  assert.ok(said.length > 20, `${said.length} passages`);
  assert.ok((await page.locator("main form li, main form p, main form h3, main nav li").count()) > 0);
  assert.equal(await page.evaluate(() => Boolean(globalThis.isLost)), false);
  assert.deepEqual(faults, []);
  await context.close();
});

test("without JavaScript no tool is shown that needs it, and everything can be read", async () => {
  const { context, page } = await reading({ javaScriptEnabled: false });
  assert.equal(await page.locator(".tools button:visible").count(), 0);
  assert.equal(await page.locator(".modes:visible").count(), 0);
  assert.ok(await page.locator(".share summary").isVisible());
  assert.ok(await page.locator(".text p").first().isVisible());
  await context.close();
});
