// Reading for everyone: no fault that axe-core finds, on any kind of page, in any mode, on a desk and on a phone.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { PAGES } from "./kind.mjs";
import { answered, chromium, host, open, stage } from "./site.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

stage();

/** A context whose reader has chosen `modes`. */
async function reader(modes, more = {}) {
  const context = await chromium.newContext(more);
  await context.addInitScript((modes) => localStorage.setItem("gongkai.modes", JSON.stringify(modes)), modes);
  return context;
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe-core finds, by all rules or by those of colour alone. */
async function faults(page, rules) {
  // The policy of the page lets no script of others in; an evaluation is none.
  await page.evaluate(AXE);
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ["violations"] }), rules);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

for (const [name, address] of Object.entries(PAGES)) {
  test(`axe-core finds nothing: ${name}`, async () => {
    for (const [width, size] of [[1280, "normal"], [390, "large"]]) {
      const context = await reader({ size });
      const { page } = await open(context, host.base, address, width);
      if (name === "search") await answered(page, "养老服务");
      assert.deepEqual(await faults(page, RULES), [], `${width} px`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "moves to the side");
      for (const [mode, value] of [["theme", "dark"], ["contrast", "more"]]) {
        await page.evaluate(([mode, value]) => (document.documentElement.dataset[mode] = value), [mode, value]);
        assert.deepEqual(await faults(page, ["color-contrast", "link-in-text-block"]), [], `${mode}, ${width} px`);
      }
      await context.close();
    }
  });
}

test("what is pressed is 44 px high, in large type 60, on every kind of page", async () => {
  for (const [modes, least] of [[{}, 44], [{ size: "large" }, 60]]) {
    const context = await reader(modes, { hasTouch: true, isMobile: true });
    for (const [name, address] of Object.entries(PAGES)) {
      const { page } = await open(context, host.base, address, 390);
      if (name === "search") await answered(page, "养老服务");
      const small = await page.evaluate((least) => {
        /** The height of what answers to a finger: a row or card that its link covers counts as a whole. */
        const height = (element) => {
          let box = element.closest("label") ?? element;
          const cover = getComputedStyle(element, "::after");
          if (cover.position === "absolute" && cover.content !== "none") {
            while (getComputedStyle(box).position === "static") box = box.parentElement;
          }
          return box.getBoundingClientRect().height;
        };
        const pressed = document.querySelectorAll("button, summary, input, select, nav a, .strip a, .site-name, .entry-title, .chip, .button, .figure a, .files a, .news a, .section-head a, .disclosure a, .examples a, .columns a, .register a, .duties a, .site-footer a, .result-title a");
        const seen = [...pressed].filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".skip"));
        return seen.filter((element) => height(element) < least - 0.6).map((element) => `${element.outerHTML.slice(0, 80)} ${height(element)}`);
      }, least);
      assert.deepEqual(small, [], `${name}, ${least} px`);
      await page.close();
    }
    await context.close();
  }
});

test("no page moves to the side on the narrowest telephones, and charts are read in large type", async () => {
  for (const [modes, least] of [[{}, 13], [{ size: "large" }, 16], [{ contrast: "more" }, 13]]) {
    const context = await reader(modes);
    for (const [name, address] of Object.entries(PAGES)) {
      const { page } = await open(context, host.base, address, 360);
      if (name === "search") await answered(page, "养老服务");
      const seen = await page.evaluate(() => ({
        sideways: document.documentElement.scrollWidth - innerWidth,
        letters: [...document.querySelectorAll(".chart text")].filter((text) => text.checkVisibility()).map((text) => {
          const { width, viewBox } = text.ownerSVGElement;
          return (parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getBoundingClientRect().width) / (viewBox.baseVal.width || width.baseVal.value);
        }),
        cut: [...document.querySelectorAll(".chart text")].filter((text) => text.checkVisibility()
          && text.getBoundingClientRect().right > text.ownerSVGElement.getBoundingClientRect().right + 1).map((text) => text.textContent),
      }));
      assert.ok(seen.sideways <= 0, `${name}: ${seen.sideways} px to the side`);
      assert.ok(!["figures", "projects"].includes(name) || seen.letters.length > 5, `${name} has no chart`);
      assert.ok(seen.letters.every((size) => size >= least), `${name}, ${JSON.stringify(modes)}: ${Math.min(...seen.letters)} px`);
      assert.deepEqual(seen.cut, [], name);
      await page.close();
    }
    await context.close();
  }
});

test("every kind of page by keyboard: first the way to the text, every stop seen, and a way out", async () => {
  const context = await chromium.newContext({ reducedMotion: "reduce" });
  for (const address of Object.values(PAGES)) {
    const { page } = await open(context, host.base, address, 1280);
    const isSearch = address.startsWith("search/");
    if (isSearch) await answered(page, "养老服务");
    if (isSearch) await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("Tab");
    if (!isSearch) assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    const stops = await page.evaluate(() => document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']").length);
    let last = "";
    let isOut = false;
    for (let stop = 0; stop < Math.min(stops + 2, 60); stop++) {
      const seen = await page.evaluate(() => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const ring = style.outlineStyle !== "none" || style.boxShadow !== "none"
          || getComputedStyle(element, "::after").outlineStyle !== "none";
        return { name: element.outerHTML.slice(0, 90), ring, inside: box.bottom > 0 && box.top < innerHeight, body: element === document.body };
      });
      isOut = seen.body;
      if (isOut) break;
      assert.ok(seen.ring && seen.inside, `${address}: ${seen.name}`);
      last = seen.name;
      await page.keyboard.press("Tab");
    }
    assert.notEqual(last, "");
    assert.ok(isOut || stops > 58, `${address} is not left again`);
    await page.close();
  }
  await context.close();
});

test("modes, the menu and what folds answer to the keyboard; Escape closes what was opened", async () => {
  const context = await chromium.newContext();
  const { page } = await open(context, host.base, "documents/2024/43/", 1280);
  const tabTo = async (selector) => {
    for (let stop = 0; stop < 60; stop++) {
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`${selector} is not reached`);
  };
  await tabTo("[data-mode=contrast]");
  await page.keyboard.press("Space");
  assert.equal(await page.getAttribute("html", "data-contrast"), "more");
  await page.keyboard.press("Enter");
  assert.equal(await page.getAttribute("html", "data-contrast"), "normal");
  await tabTo(".imprint-table summary");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator(".imprint-table .fold > .facts").isVisible());
  await tabTo(".share summary");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator(".qr-card").isVisible());
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".qr-card").isVisible(), false);
  assert.ok(await page.evaluate(() => document.activeElement.matches(".share summary")), "the reader's place is kept");

  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => document.activeElement.blur());
  await page.locator(".site-name").focus();
  await tabTo(".columns-nav summary");
  assert.equal(await page.locator(".columns-nav ul").isVisible(), false);
  await page.keyboard.press("Enter");
  assert.ok(await page.locator(".columns-nav ul").isVisible());
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".columns-nav a")), "the columns follow the menu");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".columns-nav ul").isVisible(), false);
  assert.ok(await page.evaluate(() => document.activeElement.matches(".columns-nav summary")), "the reader is back at the menu");
  await context.close();
});

test("nothing moves by itself where the reader asked for less motion", async () => {
  for (const [reducedMotion, expected] of [["reduce", "auto"], ["no-preference", "smooth"]]) {
    const context = await chromium.newContext({ reducedMotion });
    const { page } = await open(context, host.base, "documents/2024/43/", 1280);
    const seen = await page.evaluate(() => ({
      scroll: getComputedStyle(document.documentElement).scrollBehavior,
      moving: [...document.querySelectorAll("*")].filter((element) => {
        const { animationName, transitionDuration } = getComputedStyle(element);
        return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
      }).length,
    }));
    assert.deepEqual(seen, { scroll: expected, moving: 0 });
    await context.close();
  }
});

test("the skip link leads to the text", async () => {
  const context = await chromium.newContext();
  const { page } = await open(context, host.base, "documents/2024/43/", 1280);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await context.close();
});

test("a mode is kept on the next page, and can be taken back", async () => {
  const context = await chromium.newContext({ colorScheme: "dark" });
  const { page, faults } = await open(context, host.base, "documents/2024/43/", 1280);
  const root = () => page.evaluate(() => ({ ...document.documentElement.dataset, size: getComputedStyle(document.documentElement).fontSize, ground: getComputedStyle(document.body).backgroundColor }));
  assert.equal((await root()).ground, "rgb(20, 24, 29)");
  await page.click("[data-mode=theme]");
  assert.equal((await root()).ground, "rgb(255, 255, 255)");
  await page.click("[data-mode=size]");
  await page.goto(host.base);
  const kept = await root();
  assert.deepEqual([kept.theme, kept.ground, kept.size], ["light", "rgb(255, 255, 255)", "22px"]);
  assert.equal(await page.getAttribute("[data-mode=size]", "aria-pressed"), "true");
  await page.click("[data-mode=size]");
  assert.equal((await root()).size, "16px");
  assert.deepEqual(faults, []);
  await context.close();
});

test("large type keeps the reader's place", async () => {
  const context = await chromium.newContext();
  const { page } = await open(context, host.base, "documents/2017/56/", 1280);
  const place = () => page.evaluate(() => [...document.querySelectorAll("main [id]")].find((element) => element.getBoundingClientRect().top >= 0)?.id);
  await page.evaluate(() => scrollTo({ top: 3000, behavior: "instant" }));
  const before = await place();
  await page.evaluate(() => document.querySelector("[data-mode=size]").click());
  assert.equal(await place(), before);
  await context.close();
});
