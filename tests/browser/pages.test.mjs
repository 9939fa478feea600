// The demo site's pages as readers meet them, on a desk and on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGES } from "./kind.mjs";
import { answered, chromium, context, host, open, stage } from "./site.mjs";

stage();

for (const [name, address] of Object.entries(PAGES)) {
  for (const width of [1280, 390]) {
    test(`${name} at ${width} px`, async () => {
      const { page, faults } = await open(context, host.base, address, width);
      const seen = await page.evaluate(() => ({
        headings: document.querySelectorAll("h1").length,
        language: document.documentElement.lang,
        sideways: document.documentElement.scrollWidth - innerWidth,
        styled: document.querySelectorAll("[style]").length,
        ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
        words: document.querySelector("main").innerText.length,
        policy: document.querySelector("meta[http-equiv=Content-Security-Policy]")?.content ?? "",
      }));
      assert.deepEqual(faults, []);
      assert.equal(seen.headings, 1);
      assert.equal(seen.language, "zh-CN");
      assert.ok(seen.sideways <= 0, `${seen.sideways} px to the side`);
      assert.equal(seen.styled, 0);
      assert.equal(new Set(seen.ids).size, seen.ids.length, "an id stands twice");
      assert.ok(seen.words > 2);
      assert.match(seen.policy, /style-src 'self'/);
      assert.equal(seen.policy.includes("wasm-unsafe-eval"), name === "search");
      await page.close();
    });
  }
}

test("a phrase of a document's third paragraph finds that document", async () => {
  const { page } = await open(context, host.base, PAGES.scheme, 1280);
  const phrase = await page.evaluate(() => {
    const paragraphs = [...document.querySelectorAll("main p[id]")].map((paragraph) => paragraph.innerText.trim());
    return paragraphs.filter((text) => text.length > 40)[2].slice(8, 24);
  });
  await page.close();
  const search = await open(context, host.base, `search/?q=${encodeURIComponent(phrase)}`, 390);
  const answer = await answered(search.page, phrase);
  assert.deepEqual(search.faults, []);
  assert.ok(answer.exact >= 1);
  assert.ok(answer.links.every((links) => links.length === 1), "a hit has exactly one link");
  assert.ok(answer.links.some(([link]) => link.includes("/documents/2017/56/")), `${phrase}: ${answer.links}`);
  await search.page.close();
});

test("a hit opens its passage", async () => {
  const query = "养老服务";
  const { page, faults } = await open(context, host.base, `search/?q=${encodeURIComponent(query)}`, 1280);
  const answer = await answered(page, query);
  const [link] = answer.links.flat().filter((href) => href.includes("#"));
  await page.goto(link);
  const marked = await page.evaluate(() => {
    const passage = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return [...passage.querySelectorAll("mark")].map((mark) => mark.textContent);
  });
  assert.equal(marked[0], query, link);
  assert.deepEqual(faults, []);
  await page.close();
});

test("typing answers, and the address can be shared", async () => {
  const { page } = await open(context, host.base, "search/", 1280);
  await page.fill("#q", "云卫健(2024)43号");
  const answer = await answered(page, "云卫健(2024)43号");
  assert.match(answer.links[0][0], /documents\/2024\/43\//);
  assert.equal(new URL(page.url()).searchParams.get("q"), "云卫健(2024)43号");
  await page.close();
});

test("without JavaScript the search page says so and offers the lists", async () => {
  const plain = await chromium.newContext({ javaScriptEnabled: false });
  const { page } = await open(plain, host.base, "search/", 390);
  assert.ok(await page.locator("main p", { hasText: "JavaScript" }).isVisible());
  assert.ok((await page.locator("main a:visible").count()) >= 3);
  await plain.close();
});

test("paper shows the text and no navigation", async () => {
  const { page } = await open(context, host.base, PAGES.document, 1280);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("header nav").first().isVisible(), false);
  assert.ok(await page.locator("main p").first().isVisible());
  await page.close();
});
