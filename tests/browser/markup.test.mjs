// Every page of the demo site: no error of the Nu checker, and light enough for a slow line.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { before, test } from "node:test";
import zlib from "node:zlib";
import { DEMO, build } from "./site.mjs";

/** What the checker says of the search page's policy, word for word: the keyword is newer than its list (CSP3 §6.7.2.2). */
const EXCEPTED = /^Content Security Policy: .*'wasm-unsafe-eval'/;
const KIBIBYTE = 1024;

let root;

before(() => {
  root = build(DEMO);
});

test("no page has an error of the Nu checker", () => {
  const checker = path.join(path.dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
  const words = ["-Xss4m", "-jar", checker, "--skip-non-html", "--errors-only", "--exit-zero-always", "--format", "json", "--stdout", root];
  const { messages } = JSON.parse(execFileSync("java", words, { encoding: "utf8", maxBuffer: 1 << 28 }));
  const errors = messages.filter(({ message }) => !EXCEPTED.test(message));
  assert.deepEqual(errors.map(({ url, lastLine, message }) => `${url.slice(url.indexOf(root) + root.length)}:${lastLine} ${message}`), []);
});

/** The bytes of a file as a server sends them. */
const sent = (file) => zlib.gzipSync(fs.readFileSync(path.join(root, file)), { level: 9 }).length;

/** The styles and scripts a page names, and the modules those import. */
function parts(page) {
  const html = fs.readFileSync(path.join(root, page), "utf8");
  const named = [...html.matchAll(/<(?:link rel="stylesheet" href|script [^>]*src|link rel="modulepreload" href)="([^"]+)"/g)];
  const files = new Set(named.map(([, address]) => path.join(path.dirname(page), address)));
  for (const file of files) {
    if (!file.endsWith(".js")) continue;
    const source = fs.readFileSync(path.join(root, file), "utf8");
    for (const [, address] of source.matchAll(/^import [^"]*"(\.[^"]+)"/gm)) files.add(path.join(path.dirname(file), address));
  }
  return [...files];
}

test("an article with its styles and scripts is at most 30 KiB, all styles of a page under 20", () => {
  for (const page of ["documents/2024/43/index.html", "documents/2017/56/index.html", "updates/2024/news-wuyue-jinzhan/index.html"]) {
    const files = parts(page);
    const total = [page, ...files].reduce((sum, file) => sum + sent(file), 0);
    assert.ok(total <= 30 * KIBIBYTE, `${page}: ${total} bytes: ${[page, ...files].map((file) => `${file} ${sent(file)}`)}`);
  }
  const styles = fs.readdirSync(path.join(root, "static"), { recursive: true }).filter((file) => file.endsWith(".css"));
  assert.ok(styles.length > 4);
  const total = styles.reduce((sum, file) => sum + sent(`static/${file}`), 0);
  assert.ok(total < 20 * KIBIBYTE, `${total} bytes of styles`);
});

test("no page names a file of another host, and every script is a module", () => {
  const pages = fs.readdirSync(root, { recursive: true }).filter((file) => file.endsWith(".html"));
  for (const page of pages) {
    const html = fs.readFileSync(path.join(root, page), "utf8");
    const loaded = [...html.matchAll(/<(?:script|img|iframe|source|link rel="(?:stylesheet|icon|modulepreload)")[^>]*(?:src|href)="([^"]+)"/g)];
    for (const [tag, address] of loaded) {
      const isOwn = !/^(?:[a-z]+:)?\/\//.test(address) || (page === "404.html" && address.startsWith("https://www.yunxi.example/gk/"));
      assert.ok(isOwn, `${page}: ${tag}`);
      assert.ok(!tag.startsWith("<script") || tag.includes('type="module"'), `${page}: ${tag}`);
    }
  }
});
