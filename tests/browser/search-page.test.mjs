// Page tests: what the search page does with answers. A stand-in for search-index.js answers at the page's side, so that
// answers can be slow, many or none at will; that the true index answers right is for the other tests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, chromium, host, open, stage } from "./site.mjs";

stage();

/** Runs in the page: an index of 45 items whose text is their number, the even ones documents, the odd ones plans. */
const STAND_IN = `
  export class Blocked extends Error {}
  export const isSupported = true;
  export const prepare = () => {};
  window.asked = [];
  const items = Array.from({ length: 45 }, (_, number) => ({
    url: number === 0 ? "/documents/2024/43/" : "/items/" + number + "/", anchor: number % 3 ? "p" + number : "", title: "养老服务第" + number + "号",
    title_marks: [[0, 2]], kind: number % 2 ? "plan" : "document", doc_number: "云养〔2024〕" + number + "号", issuer: "区民政局",
    date: "20" + String(10 + number % 15) + "-03-01", validity: number % 5 ? "有效" : "废止", score: 1, snippet: "关于养老的通知", marks: [[2, 4]],
  }));
  const fits = (filter) => (item) => ["kind", "validity"].every((key) => !filter[key].length || filter[key].includes(item[key]))
    && (!filter.from || item.date >= filter.from);
  export async function ask(name, values) {
    window.asked.push(values);
    if (name === "suggest") return { suggestions: [{ text: "养老服务第0号", url: "/documents/2024/43/", kind: "document" }, { text: "区民政局", url: "/units/minzheng/", kind: "unit" }] };
    const { query, filter, limit, offset, sort } = values;
    if (query.startsWith("慢")) await new Promise((done) => setTimeout(done, 1200));
    if (query === "断" && !window.isMended) throw new TypeError("Failed to fetch");
    if (query === "禁") throw new Blocked();
    const found = query.startsWith("无") ? [] : items.filter(fits(filter));
    if (name === "facets") {
      const count = (key, values) => values.map((value) => [value, items.filter(fits({ ...filter, [key]: [value] })).length]);
      const units = Array.from({ length: 12 }, (_, number) => ["第" + number + "科", 12 - number]);
      return { facets: { kind: count("kind", ["document", "plan"]), column: [["documents", 3]], unit: units, topic: [], year: [["2024", 3]], stage: [], validity: count("validity", ["有效", "废止"]) } };
    }
    if (sort === "date") found.sort((a, b) => (a.date < b.date ? 1 : -1));
    return { answer: { query, total: found.length, exact: Math.min(12, found.length), hits: found.slice(offset, offset + limit) } };
  }
`;

async function openSearch(address, width = 1280) {
  const context = await chromium.newContext({ hasTouch: width < 600, isMobile: width < 600 });
  await context.route("**/static/*/search-index.js", (route) => route.fulfill({ contentType: "text/javascript", body: STAND_IN }));
  return open(context, host.base, `search/${address}`, width);
}

const said = (page) => page.locator("#search-status").textContent();
const search = (page) => new URL(page.url()).searchParams;

test("hits say what they are and lead to their passage", async () => {
  const { page, faults } = await openSearch("?q=养老");
  const answer = await answered(page, "养老");
  assert.deepEqual([answer.total, answer.exact, answer.links.length], [45, 12, 10]);
  assert.ok(answer.links.every((links) => links.length === 1), "a hit has exactly one link");
  assert.equal(decodeURIComponent(answer.links[1][0].slice(host.base.length)), "items/1/?mark=养老#p1");
  assert.equal(await said(page), "全文含“养老”的 12 件；相关 33 件。");
  assert.equal(await page.title(), "养老 - 搜索 - 云溪区政务公开");
  const first = await page.locator("#results > li").first().innerText();
  for (const fact of ["养老服务第0号", "政策文件", "云养〔2024〕0号", "区民政局", "2010年3月1日", "废止", "关于养老的通知"]) {
    assert.ok(first.includes(fact), `${fact} in ${first}`);
  }
  assert.deepEqual(await page.locator("#results > li").first().locator("mark:visible").allTextContents(), ["养老", "养老"]);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("more hits come, stand in the address, and related ones begin with a line", async () => {
  const { page } = await openSearch("?q=养老", 390);
  await answered(page, "养老");
  await page.click("#search-more");
  await page.waitForFunction(() => document.querySelectorAll("#results > li").length === 30);
  assert.equal(search(page).get("page"), "2");
  assert.equal(await page.evaluate(() => [...document.querySelectorAll("#results a")].indexOf(document.activeElement)), 10);
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("#results > li")].map((item) => item.querySelector(".result-group") !== null).flatMap((is, at) => (is ? [at] : []))), [12]);
  await page.reload();
  assert.equal((await answered(page, "养老")).links.length, 30);
  await page.click("#search-more");
  await page.waitForFunction(() => document.querySelectorAll("#results > li").length === 45);
  assert.equal(await page.locator("#search-more").isVisible(), false);
  await page.context().close();
});

test("filters are counted, chosen, shared, taken back", async () => {
  const { page, faults } = await openSearch("?q=养老");
  await answered(page, "养老");
  const plans = page.locator("#search-facets label", { hasText: "规划计划" });
  assert.match(await plans.innerText(), /22/);
  await plans.click();
  assert.equal((await answered(page, "养老")).total, 22);
  assert.deepEqual(search(page).getAll("kind"), ["plan"]);
  await page.locator("#search-facets label", { hasText: "废止" }).press("Space");
  await page.waitForFunction(() => document.querySelector("#results").dataset.total === "4");
  assert.equal(await page.evaluate(() => document.activeElement.value), "废止", "the place among the filters is kept");
  assert.deepEqual(await page.locator("#search-chosen li").allTextContents(), ["规划计划", "废止", "清除全部条件"]);
  await page.goBack();
  await page.waitForFunction(() => document.querySelector("#results").dataset.total === "22");
  assert.equal(await page.locator("#search-facets input[value=废止]").isChecked(), false);
  await page.locator("#search-chosen a").first().press("Enter");
  assert.equal((await answered(page, "养老")).total, 45);
  assert.equal(search(page).has("kind"), false);
  await page.fill("[name=from]", "2020-01-01");
  await page.waitForFunction(() => new URLSearchParams(location.search).get("from") === "2020-01-01");
  await page.selectOption("#search-sort", "date");
  await page.waitForFunction(() => document.querySelector("#results time")?.dateTime === "2024-03-01");
  assert.equal(search(page).get("sort"), "date");
  assert.deepEqual(await page.locator("#search-chosen li").allTextContents(), ["2020年1月1日起"]);
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("a key with many values shows eight and the rest when asked", async () => {
  const { page } = await openSearch("?q=养老");
  const units = page.locator("#search-facets fieldset", { hasText: "单位" });
  await units.waitFor();
  assert.equal(await units.locator("input").count(), 8);
  await units.locator("button").click();
  assert.equal(await units.locator("input").count(), 12);
  assert.equal(await page.evaluate(() => document.activeElement.value), "第8科");
  await page.context().close();
});

test("on a phone the filters fold, and nothing is wider than the screen", async () => {
  const { page } = await openSearch("?q=养老&kind=plan", 390);
  await answered(page, "养老");
  assert.equal(await page.locator("#search-facets").isVisible(), false);
  assert.equal(await page.locator("#search-filters summary").innerText(), "筛选（1）");
  await page.click("#search-filters summary");
  await page.locator("#search-facets label").first().waitFor();
  const small = await page.evaluate(() => [...document.querySelectorAll("main a, main button, main label:has(input), main select, main input[type=search], summary")]
    .filter((target) => target.checkVisibility() && !target.closest("li:not(#search-chosen li), h2")).map((target) => [target.outerHTML.slice(0, 60), target.getBoundingClientRect().height])
    .filter(([, height]) => height < 44));
  assert.deepEqual(small, []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.context().close();
});

test("an older answer does not overtake a newer one", async () => {
  const { page } = await openSearch("");
  await page.fill("#q", "慢养老");
  await page.press("#q", "Enter");
  await page.fill("#q", "养老");
  await page.press("#q", "Enter");
  await answered(page, "养老");
  await page.waitForTimeout(1500);
  assert.equal((await answered(page, "养老")).total, 45);
  assert.match(await said(page), /“养老”/);
  await page.context().close();
});

test("an input method at work asks nothing", async () => {
  const { page } = await openSearch("");
  const compose = (type, value) => page.evaluate(([type, value]) => {
    const input = document.querySelector("#q");
    input.value = value;
    input.dispatchEvent(type === "input" ? new InputEvent("input", { isComposing: true, bubbles: true }) : new CompositionEvent(type, { bubbles: true }));
  }, [type, value]);
  await page.focus("#q");
  await compose("compositionstart", "");
  for (const value of ["y", "ya", "yang", "yang'lao"]) await compose("input", value);
  await page.waitForTimeout(500);
  assert.deepEqual(await page.evaluate(() => window.asked), []);
  await compose("compositionend", "养老");
  await answered(page, "养老");
  assert.deepEqual([...new Set(await page.evaluate(() => window.asked.map((request) => request.query ?? request.text)))], ["养老"]);
  await page.context().close();
});

test("suggestions are a listbox for keys, and lead to their pages", async () => {
  const { page, faults } = await openSearch("");
  await page.fill("#q", "养老");
  await page.locator("#suggestions li").first().waitFor();
  const input = page.locator("#q");
  assert.equal(await input.getAttribute("aria-expanded"), "true");
  assert.deepEqual(await page.locator("#suggestions li").allInnerTexts().then((texts) => texts.map((text) => text.replace(/\s+/g, " "))), ["搜索“养老”", "养老服务第0号 政策文件", "区民政局 单位"]);
  await input.press("ArrowDown");
  await input.press("ArrowDown");
  assert.equal(await page.locator(`#${await input.getAttribute("aria-activedescendant")}`).getAttribute("aria-selected"), "true");
  await input.press("Escape");
  assert.equal(await page.locator("#suggestions").isVisible(), false);
  assert.equal(await input.inputValue(), "养老");
  await page.fill("#q", "养老服务");
  await page.locator("#suggestions li").first().waitFor();
  await input.press("ArrowDown");
  await input.press("ArrowDown");
  await Promise.all([page.waitForURL("**/documents/2024/43/"), input.press("Enter")]);
  assert.deepEqual(faults, []);
  await page.goBack();
  await answered(page, "养老服务");
  await page.context().close();
});

test("where nothing is found the page says what to try", async () => {
  const { page } = await openSearch(`?q=${encodeURIComponent('无 "养老 机构"')}&kind=plan`);
  await answered(page, '无 "养老 机构"');
  const help = page.locator("#search-nothing");
  assert.ok(await help.isVisible());
  assert.equal(await page.locator("#search-nothing a", { hasText: "依申请公开" }).getAttribute("href"), "../pages/request/");
  assert.ok(await page.locator("#search-lists").isVisible());
  await help.locator("a", { hasText: "清除全部条件" }).click();
  await page.waitForFunction(() => !new URLSearchParams(location.search).has("kind"));
  await help.locator("a", { hasText: "养老" }).last().click();
  assert.equal((await answered(page, "养老")).total, 45);
  assert.equal(await page.inputValue("#q"), "养老");
  assert.equal(await help.isVisible(), false);
  await page.context().close();
});

test("a search that fails can be tried again", async () => {
  const { page } = await openSearch("?q=断");
  await page.locator("#search-retry button").waitFor();
  assert.match(await said(page), /没有完成/);
  await page.evaluate(() => { window.isMended = true; });
  await page.click("#search-retry button");
  assert.equal((await answered(page, "断")).total, 45);
  assert.equal(await page.locator("#search-retry").isVisible(), false);
  await page.context().close();
});

test("where the reader is blocked, titles are searched", async () => {
  const context = await chromium.newContext();
  await context.route("**/static/*/search-index.js", (route) => route.fulfill({ contentType: "text/javascript", body: STAND_IN.replace('query === "禁"', "true") }));
  const titles = [["/documents/2024/43/", "关于养老服务的通知（２０２４）", "document", "2024-04-29"], ["/plans/a/", "养老规划", "plan", "2023-01-01"]];
  await context.route("**/search/titles.json", (route) => route.fulfill({ json: titles }));
  const { page } = await open(context, host.base, `search/?q=${encodeURIComponent("养老 (2024)")}`, 390);
  await page.locator("#results li").first().waitFor();
  assert.deepEqual(await page.locator("#results a").allTextContents(), ["关于养老服务的通知（２０２４）"]);
  assert.ok(await page.locator("#search-notice").isVisible());
  assert.ok(await page.locator("#search-lists").isVisible());
  assert.equal(await page.evaluate(() => "total" in document.querySelector("#results").dataset), false, "titles alone are no full answer");
  await context.close();
});

test("without a question the page tells how to ask, and offers the lists", async () => {
  const { page } = await openSearch("");
  assert.ok(await page.locator("#search-start").isVisible());
  assert.ok(await page.locator("#search-lists a").count() > 3);
  await page.fill("#q", "养老");
  await answered(page, "养老");
  assert.equal(await page.locator("#search-start").isVisible(), false);
  await page.context().close();
});

test("the coming of hits moves nothing", async () => {
  for (const width of [1280, 390]) {
    const context = await chromium.newContext();
    await context.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => window.shifts.push([entry.value, entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80))])))
        .observe({ type: "layout-shift", buffered: true });
    });
    await context.route("**/static/*/search-index.js", (route) => route.fulfill({ contentType: "text/javascript", body: STAND_IN }));
    const { page } = await open(context, host.base, `search/?q=${encodeURIComponent("慢慢")}`, width);
    await answered(page, "慢慢");
    await page.waitForTimeout(1500);
    const shifts = await page.evaluate(() => window.shifts);
    assert.ok(shifts.reduce((sum, [value]) => sum + value, 0) < 0.01, JSON.stringify(shifts));
    await context.close();
  }
});
