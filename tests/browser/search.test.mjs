// The search page with its index, where files are gone, kept back or late.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, chromium, host, open, stage } from "./site.mjs";

const QUERY = "养老";
stage();

/** Opens the search page with `routes` laid over the host's files. */
async function openSearch(routes, query = QUERY) {
  const context = await chromium.newContext();
  for (const [pattern, answer] of Object.entries(routes)) await context.route(pattern, answer);
  return { context, ...(await open(context, host.base, `search/?q=${encodeURIComponent(query)}`, 1280)) };
}

/** Answers the search page with the manifest of another publication in it. */
async function withOldManifest(route) {
  const response = await route.fetch();
  const manifest = JSON.stringify({ format: 3, opening: "opening-0000000000.bin", reader: "reader-00000000.bin" });
  const page = (await response.text()).replace(/ data-manifest="[^"]*"/, "");
  await route.fulfill({ response, body: page.replace("<main ", `<main data-manifest='${manifest}' `) });
}

test("a page from before a new publication reads the manifest again, once, and answers", async () => {
  let manifests = 0;
  const { context, page } = await openSearch({
    "**/search/?q=*": withOldManifest,
    "**/search/manifest.json": (route) => { manifests++; return route.continue(); },
  });
  assert.ok((await answered(page, QUERY)).exact > 0);
  assert.equal(manifests, 1);
  await context.close();
});

test("pieces that are gone for good give a message and no answer; tried again, it is there", async () => {
  let isGone = true;
  const { context, page } = await openSearch({
    "**/search/*.bin": (route) => (isGone && !/(opening|reader)-/.test(route.request().url()) ? route.fulfill({ status: 404 }) : route.continue()),
  });
  await page.locator("#search-retry button").waitFor();
  assert.equal(await page.locator("#results li").count(), 0);
  assert.equal(await page.evaluate(() => "total" in document.querySelector("#results").dataset), false);
  isGone = false;
  await page.click("#search-retry button");
  assert.ok((await answered(page, QUERY)).exact > 0);
  await context.close();
});

test("a reader that is kept back leaves the search of titles", async () => {
  const titles = [["/documents/2017/56/", "关于养老的通知", "document", "2017-11-30"]];
  for (const keepBack of [(route) => route.abort(), (route) => route.fulfill({ status: 403 }), (route) => route.fulfill({ body: "<html>" })]) {
    const { context, page } = await openSearch({ "**/search/reader-*.bin": keepBack, "**/search/titles.json": (route) => route.fulfill({ json: titles }) });
    await page.locator("#results a").waitFor();
    assert.equal(await page.locator("#results a").textContent(), "关于养老的通知");
    assert.ok(await page.locator("#search-notice").isVisible());
    await context.close();
  }
});

test("a browser without WebAssembly says so and searches titles", async () => {
  const context = await chromium.newContext();
  await context.addInitScript(() => { delete globalThis.WebAssembly; });
  await context.route("**/search/titles.json", (route) => route.fulfill({ json: [["/a/", "养老", "page", null]] }));
  const { page, faults } = await open(context, host.base, `search/?q=${encodeURIComponent(QUERY)}`, 390);
  await page.locator("#results a").waitFor();
  assert.ok(await page.locator("#search-notice").isVisible());
  assert.ok(await page.locator("#search-lists").isVisible());
  assert.deepEqual(faults, []);
  await context.close();
});

test("pieces that the server has inflated already are taken as they are", async () => {
  const zlib = await import("node:zlib");
  const { context, page } = await openSearch({
    "**/search/*.bin": async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      const isDeflated = body[0] === 0x78 && (body[0] * 256 + body[1]) % 31 === 0;
      try {
        await route.fulfill({ response, body: isDeflated ? zlib.inflateSync(body) : body });
      } catch {
        await route.fulfill({ response, body });
      }
    },
  });
  assert.ok((await answered(page, QUERY)).exact > 0);
  await context.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
});
