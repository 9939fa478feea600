// The measurements as Markdown.
//
//   node table.mjs RESULTS.json

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";

const NAMES = { ours: "gongkai", pagefind: "Pagefind", quoted: "Pagefind, in quotes" };
const SETS = { short: "2–10 characters", long: "20–40 characters" };
const LINKS = { free: "no throttle", slow: "1.6 Mbit/s, 150 ms" };
const TIMES = { cold: "first", second: "second", session: "in a session" };

const percent = (share) => (share === null ? "–" : `${(share * 100).toFixed(share > 0.999 && share < 1 ? 2 : 1).replace(/^100\.0$/, "100")} %`);
const kilobytes = (bytes) => Math.round(bytes / 1000);
const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

function recallTable(recall) {
  const lengths = recall.ours.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
  const line = (way, label, value) => [NAMES[way], label, ...recall[way].map((part) => percent(value(part)))];
  return table(["", "query length", ...lengths], Object.keys(NAMES).flatMap((way) => [
    line(way, "recall", (part) => part.recall),
    line(way, "precision", (part) => part.precision),
    line(way, "queries with all pages found", (part) => part.complete),
    line(way, "right among the first ten", (part) => part.firstTen),
    line(way, "recall, letters and digits alone", (part) => part.plain.recall),
    line(way, "precision, letters and digits alone", (part) => part.plain.precision),
  ]));
}

function costTable(cost) {
  const spread = ({ p50, p95 }, write = (value) => Math.round(value)) => `${write(p50)} / ${write(p95)}`;
  const rows = [];
  for (const [set, setName] of Object.entries(SETS)) {
    for (const [link, linkName] of Object.entries(LINKS)) {
      for (const [time, timeName] of Object.entries(TIMES)) {
        for (const engine of ["ours", "pagefind"]) {
          const part = cost[engine][set][link][time];
          rows.push([setName, linkName, timeName, NAMES[engine], spread(part.bytes, kilobytes), kilobytes(part.after.p50), spread(part.requests),
            link === "free" ? "" : spread(part.rounds), spread(part.ms)]);
        }
      }
    }
  }
  return table(["query", "link", "when", "", "KB p50 / p95", "KB after", "requests", "rounds", "ms"], rows);
}

function filesBelow(folder, wanted) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => wanted(file) && fs.statSync(path.join(folder, file)).isFile());
  return files.map((file) => path.join(folder, file));
}

function weight(bytes) {
  return [bytes.length, zlib.gzipSync(bytes, { level: 9 }).length, zlib.brotliCompressSync(bytes).length].map((size) => (size / 1000).toFixed(1));
}

const together = (files) => Buffer.concat(files.map((file) => fs.readFileSync(file)));

/** Size of the index and weight of the reader on disk: `{engine: {index, reader, scripts}}`. */
export function sizes(roots) {
  const index = {
    ours: filesBelow(path.join(roots.ours, "search"), (file) => file !== "index.html"),
    pagefind: filesBelow(path.join(roots.pagefind, "pagefind"), (file) => /\.(pf_\w+|pagefind)$|pagefind-entry\.json$/.test(file)),
  };
  const [ours] = filesBelow(path.join(roots.ours, "search"), (file) => file.startsWith("reader-"));
  const language = fs.readdirSync(path.join(roots.pagefind, "pagefind")).filter((file) => /^wasm\.(?!unknown).*pagefind$/.test(file));
  const reader = {
    ours: zlib.inflateSync(fs.readFileSync(ours)),
    pagefind: zlib.gunzipSync(fs.readFileSync(path.join(roots.pagefind, "pagefind", language[0] ?? "wasm.unknown.pagefind"))),
  };
  const scripts = {
    ours: together(filesBelow(path.join(roots.ours, "static"), (file) => /^search(-index|-view|-filter)?\.js$/.test(file))),
    pagefind: together(filesBelow(path.join(roots.pagefind, "pagefind"), (file) => /^pagefind(-worker)?\.js$/.test(file))),
  };
  return Object.fromEntries(["ours", "pagefind"].map((engine) => [engine, {
    files: index[engine].length,
    bytes: index[engine].reduce((sum, file) => sum + fs.statSync(file).size, 0),
    reader: weight(reader[engine]),
    scripts: weight(scripts[engine]),
  }]));
}

function sizeTable(size, built) {
  const time = (seconds) => (seconds === undefined ? "–" : seconds.toFixed(1));
  const rows = ["ours", "pagefind"].map((engine) => {
    const { files, bytes, reader, scripts } = size[engine];
    return [NAMES[engine], (bytes / 1e6).toFixed(1), files, time(built[engine].index), time(built[engine].build), reader.join(" / "), scripts.join(" / ")];
  });
  return table(["", "index MB", "files", "index s", "pages and index s", "reader KB raw / gzip / brotli", "scripts KB raw / gzip / brotli"], rows);
}

/** All tables. */
export function tables({ items, recall, cost, size, built }) {
  const parts = [`${items} item pages`, recall && recallTable(recall), cost && costTable(cost), sizeTable(size, built)];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(tables(JSON.parse(fs.readFileSync(process.argv[2], "utf8"))));
}
