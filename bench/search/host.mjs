// A static host that counts what it sends and can be as slow as a poor link, and the browser that asks it.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json",
  ".svg": "image/svg+xml", ".xml": "application/xml",
};

/** No throttle, and 1.6 Mbit/s with a round trip of 150 ms. */
export const LINKS = { free: null, slow: { delay: 150, bytesPerMs: 1.6e6 / 8 / 1000 } };

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));
const now = () => performance.timeOrigin + performance.now();

/** Serves the folder `root`; text goes out gzipped, anything else as it is. */
export class Host {
  /** What was sent: path, bytes, when asked (ms since the epoch). */
  sent = [];
  link = null;
  #underWay = 0;
  #free = 0; // when the link has carried what was sent before
  #bodies = new Map();

  static async open(root, prefix = "/") {
    const host = new Host();
    host.root = root;
    host.prefix = prefix;
    host.server = http.createServer((request, response) => host.#answer(request, response));
    await new Promise((ready) => host.server.listen(0, "127.0.0.1", ready));
    host.base = `http://127.0.0.1:${host.server.address().port}${prefix}`;
    return host;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  #body(file) {
    if (!this.#bodies.has(file)) {
      const type = TYPES[path.extname(file)];
      const raw = fs.readFileSync(file);
      this.#bodies.set(file, { type, bytes: type ? zlib.gzipSync(raw) : raw });
    }
    return this.#bodies.get(file);
  }

  async #answer(request, response) {
    const asked = now();
    this.#underWay++;
    response.on("close", () => this.#underWay--);
    const address = decodeURIComponent(new URL(request.url, "http://host").pathname);
    let file = path.join(this.root, address.slice(this.prefix.length));
    if (address.endsWith("/")) file = path.join(file, "index.html");
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) return response.writeHead(404).end();
    const { type, bytes } = this.#body(file);
    this.sent.push({ path: address, bytes: bytes.length, asked });
    if (this.link) {
      await sleep(this.link.delay);
      this.#free = Math.max(this.#free, now()) + bytes.length / this.link.bytesPerMs;
      await sleep(this.#free - now());
    }
    const encoding = type ? { "content-encoding": "gzip" } : {};
    response.writeHead(200, { "content-type": type ?? "application/octet-stream", "cache-control": "max-age=3600", ...encoding });
    response.end(bytes);
  }

  /** Waits until nothing has been asked for a while. */
  async quiet(ms = 120) {
    for (let since = now(), count = this.sent.length; now() - since < ms; await sleep(10)) {
      if (this.#underWay > 0 || this.sent.length !== count) [since, count] = [now(), this.sent.length];
    }
  }
}

export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}
