// A built site behind a plain static server, and a browser to look at it with.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before } from "node:test";
import * as playwright from "playwright-core";

const REPOSITORY = path.resolve(import.meta.dirname, "../..");
export const PROGRAM = path.join(REPOSITORY, "target/debug/gongkai");
export const DEMO = REPOSITORY;

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

// Builds the site in `directory` and answers with the folder it was built into.
export function build(directory) {
  const output = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "gongkai-")), "public");
  execFileSync(PROGRAM, ["build", "--quiet", "--site", directory, "--output", output], { stdio: ["ignore", "inherit", "inherit"] });
  return output;
}

// Serves `root` under the sub-path /gk/, as a host does that knows nothing of WebAssembly.
export async function serve(root) {
  const { base_url: published } = JSON.parse(fs.readFileSync(path.join(root, "manifest.json"), "utf8"));
  const server = http.createServer((request, response) => {
    const address = decodeURIComponent(new URL(request.url, "http://host").pathname);
    let file = path.join(root, address.replace(/^\/gk/, ""));
    if (address.endsWith("/")) file = path.join(file, "index.html");
    if (!address.startsWith("/gk/") || !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream" });
    if (!file.endsWith("404.html")) return fs.createReadStream(file).pipe(response);
    // It is shown at any address, and so names its files by the address the site is published at.
    response.end(fs.readFileSync(file, "utf8").replaceAll(published, "/gk/"));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { base: `http://127.0.0.1:${server.address().port}/gk/`, close: () => server.close() };
}

export function browser() {
  return playwright.chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

// Of a file of tests: the server of its site, the browser and a context of it, from the first test to the last.
export let host, chromium, context;

// Serves the demo site, or that in the directory that `make` answers with, and opens a browser for the tests of a file.
export function stage(make = () => DEMO) {
  before(async () => {
    host = await serve(build(make()));
    chromium = await browser();
    context = await chromium.newContext();
  });
  after(async () => {
    await chromium?.close();
    host?.close();
  });
}

// Opens an address and collects what goes wrong: errors, refusals of the content policy, requests to other hosts.
export async function open(context, base, address, width) {
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 900 });
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => request.url().startsWith(base) || faults.push(`asked ${request.url()}`));
  await page.goto(base + address, { waitUntil: "load" });
  return { page, faults };
}

// Waits until the search page has answered `query` in full.
export async function answered(page, query) {
  await page.waitForFunction(
    (asked) => {
      const results = document.querySelector("#results");
      return results?.dataset.query === asked && results.dataset.total !== undefined;
    },
    query,
    { timeout: 30000 },
  );
  return page.evaluate(() => {
    const results = document.querySelector("#results");
    return {
      total: Number(results.dataset.total),
      exact: Number(results.dataset.exact),
      links: [...results.querySelectorAll("li")].map((item) => [...item.querySelectorAll("a")].map((link) => link.href)),
    };
  });
}
