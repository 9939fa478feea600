// Lighthouse on a built site, as a phone and a desk see it: `node run.mjs DIRECTORY [ADDRESS…]` prints a table.
//
// The site is served as a plain static server does that compresses texts. CHROME_PATH names the browser.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [root, ...asked] = process.argv.slice(2);
const ADDRESSES = asked.length ? asked
  : ["", "documents/2024/43/", "documents/", "projects/", "projects/2022-018/", "search/", "search/?q=养老服务"];
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
  ".json": "application/json", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8",
};

if (!root) {
  console.error("node run.mjs DIRECTORY [ADDRESS…]");
  process.exit(2);
}

/** The sub-path of the site's address, which robots.txt and canonical links speak of. */
const base = new URL(JSON.parse(fs.readFileSync(path.join(root, "manifest.json"), "utf8")).base_url).pathname;

const server = http.createServer((request, response) => {
  const address = decodeURIComponent(new URL(request.url, "http://host").pathname);
  const inside = address === "/robots.txt" ? "robots.txt" : address.startsWith(base) ? address.slice(base.length) : undefined;
  const file = inside === undefined ? "" : path.join(root, inside, address.endsWith("/") ? "index.html" : "");
  if (!file || !fs.existsSync(file)) return response.writeHead(404).end();
  const type = TYPES[path.extname(file)];
  const bytes = fs.readFileSync(file);
  if (!type) return response.writeHead(200, { "content-type": "application/octet-stream" }).end(bytes);
  response.writeHead(200, { "content-type": type, "content-encoding": "gzip" }).end(zlib.gzipSync(bytes));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const host = `http://127.0.0.1:${server.address().port}${base}`;

const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"] });
let isShort = false;
console.log(["page".padEnd(32), "device ", ...CATEGORIES].join("  "));
for (const address of ADDRESSES) {
  for (const [device, config] of [["phone", undefined], ["desk", desktopConfig]]) {
    const flags = { port: chrome.port, logLevel: "error", onlyCategories: CATEGORIES };
    const { lhr } = await lighthouse(host + encodeURI(address), flags, config);
    const scores = CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100));
    isShort ||= scores.some((score, index) => score < (index === 0 ? 98 : 100));
    console.log([`/${address}`.padEnd(32), device.padEnd(7), ...scores.map((score, index) => String(score).padStart(CATEGORIES[index].length))].join("  "));
    const weighed = CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs).filter(({ weight }) => weight > 0);
    for (const { id } of weighed) {
      const { score, title, displayValue = "" } = lhr.audits[id];
      if (score !== null && score < 0.9) console.log(`    ${id}: ${title} ${displayValue}`);
    }
  }
}
await chrome.kill();
server.close();
process.exit(isShort ? 1 : 0);
