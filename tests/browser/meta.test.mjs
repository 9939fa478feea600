// What every page of the demo site says of itself: the meta tags of its kind, the fixed parts of the column of public
// information, the foot.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { KINDS } from "./kind.mjs";
import { DEMO, build } from "./site.mjs";

const SITE = ["SiteName", "SiteDomain", "SiteIDCode"];
const COLUMN = [...SITE, "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"];
const REQUIRED = { nothing: [], site: SITE, column: COLUMN, article: [...COLUMN, "ArticleTitle", "ContentSource", "Url"] };
/** What else an article may say where its source does. */
const RECOMMENDED = ["PubDate", "Keywords", "Author", "Description", "Image"];

let root;
let pages;

before(() => {
  root = build(DEMO);
  const files = fs.readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".html")).sort();
  pages = files.map((file) => ({ address: file.replace(/index\.html$/, ""), html: fs.readFileSync(path.join(root, file), "utf8") }));
});

const unescaped = (text) => text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** The tags of a page whose names begin with a capital: those of the field. */
function tags(html) {
  return [...html.matchAll(/<meta name="([A-Z]\w*)" content="([^"]*)">/g)].map(([, name, content]) => [name, unescaped(content)]);
}

/** The kind of a page: one, and no more. An address that only leads elsewhere has none of its own. */
function kind({ address, html }) {
  if (html.includes('http-equiv="refresh"')) return KINDS.redirect;
  const found = Object.entries(KINDS).filter(([, { all }]) => all?.test(address));
  assert.equal(found.length, 1, `${address} is of the kinds [${found.map(([name]) => name)}]`);
  return found[0][1];
}

test("every page is of one kind and carries the tags of that kind, each once and with a value", () => {
  assert.ok(pages.length > 300);
  for (const { address, html } of pages) {
    const { says } = kind({ address, html });
    const found = tags(html);
    const names = found.map(([name]) => name);
    assert.equal(new Set(names).size, names.length, `${address}: a tag stands twice`);
    for (const [name, content] of found) assert.ok(content.trim() !== "" && content !== "null", `${address}: ${name} is empty`);
    assert.deepEqual(REQUIRED[says].filter((name) => !names.includes(name)), [], address);
    const known = says === "article" ? [...REQUIRED.article, ...RECOMMENDED] : REQUIRED[says];
    assert.deepEqual(names.filter((name) => !known.includes(name)), [], address);
  }
});

test("the tags say what the site, the column and the source say", () => {
  for (const { address, html } of pages) {
    const said = Object.fromEntries(tags(html));
    if (kind({ address, html }).says === "nothing") continue;
    assert.equal(said.SiteName, "云溪区政务公开");
    assert.equal(said.SiteDomain, "www.yunxi.example");
    assert.match(said.SiteIDCode, /^(\d{10}|bm\d{8}|[A-Z]\d{9})$/);
    assert.doesNotMatch(said.ColumnKeywords ?? "", /[，、；;]/, address);
    assert.doesNotMatch(said.Keywords ?? "", /[，；;]/, address);
    if (said.Url) assert.equal(decodeURI(said.Url), `https://www.yunxi.example/gk/${address}`);
    assert.ok(!said.Description || said.Description.length <= 500, `${address}: ${said.Description?.length} characters`);
  }
});

test("PubDate is the day of publication of the source, with a time only where one was given", () => {
  let days = 0;
  for (const { address, html } of pages) {
    const sources = ["", "/index"].map((ending) => path.join(DEMO, "content", address.replace(/\/$/, `${ending}.md`)));
    const source = sources.find((file) => address.endsWith("/") && fs.existsSync(file));
    const front = source ? fs.readFileSync(source, "utf8").split(/^\+\+\+$/m)[1] ?? "" : "";
    const published = front.match(/^published\s*=\s*"?(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?/m);
    const { PubDate } = Object.fromEntries(tags(html));
    const isArticle = kind({ address, html }).says === "article";
    assert.equal(PubDate, isArticle && published ? published.slice(1).filter(Boolean).join(" ") : undefined, address);
    days += Number(Boolean(PubDate));
  }
  assert.ok(days > 50, `${days} days`);
});

test("the column of public information has its four fixed parts and the way to apply, on the home page too", () => {
  for (const address of ["", "pages/"]) {
    const { html } = pages.find((page) => page.address === address);
    const parts = html.match(/<ol class="disclosure">[\s\S]*?<\/ol>/)[0];
    for (const label of ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开"]) assert.ok(parts.includes(label), label);
    const links = [...parts.matchAll(/href="([^"]+)"/g)].map(([, link]) => path.join(root, address, decodeURI(link)));
    assert.ok(links.length >= 8, `${links.length} links`);
    for (const link of links) assert.ok(fs.existsSync(path.join(link, "index.html")), link);
  }
});

test("every page ends with what the foot of a government site says", () => {
  const slots = ["网站地图", "使用帮助", "联系我们", "主办单位：云溪区人民政府办公室", "承办单位：云溪区数据管理局", "联系电话：0599-5550112",
    "网站标识码：3599010001", "示ICP备2024000101号-1", "示公网安备35990102000016号", "党政机关网站标识", "我为政府网站找错"];
  for (const { address, html } of pages) {
    if (kind({ address, html }).says === "nothing") continue;
    const foot = html.slice(html.indexOf('<footer class="site-footer">'));
    assert.deepEqual(slots.filter((slot) => !foot.includes(slot)), [], address);
  }
});
