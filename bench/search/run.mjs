// Measures the search of a site beside Pagefind over the same pages. README.md tells how.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { cost } from "./cost.mjs";
import { browser } from "./host.mjs";
import { recall } from "./recall.mjs";
import { outputs } from "./site.mjs";
import { sizes, tables } from "./table.mjs";
import { items } from "./texts.mjs";

const { values: options } = parseArgs({
  options: {
    site: { type: "string" },
    texts: { type: "string" },
    ours: { type: "string" },
    gongkai: { type: "string", default: path.join(import.meta.dirname, "../../target/release/gongkai") },
    work: { type: "string", default: path.join(os.tmpdir(), "gongkai-search-bench") },
    queries: { type: "string", default: "300" },
    slow: { type: "string", default: "60" },
    only: { type: "string", default: "recall,cost" },
  },
});
if (!options.site && !options.texts && !options.ours) {
  console.error("usage: node run.mjs --site DIR | --texts DIR | --ours DIR [--gongkai PATH] [--work DIR] [--queries N] [--slow N] [--only recall,cost]");
  process.exit(2);
}

const count = Number(options.queries);
const log = (line) => console.error(line);
const { roots, built } = outputs(options);
const results = path.join(options.work, "results.json");

/** Puts a part of the results to those of earlier runs. */
function keep(part) {
  const before = fs.existsSync(results) ? JSON.parse(fs.readFileSync(results, "utf8")) : {};
  const found = { ...before, ...part };
  fs.writeFileSync(results, JSON.stringify(found, null, 1));
  return found;
}

let found = keep({ built, size: sizes(roots) });
const chromium = await browser();
try {
  const texts = await items(chromium, roots.ours);
  found = keep({ items: texts.length });
  log(`${texts.length} items`);
  if (options.only.includes("recall")) found = keep({ recall: await recall(chromium, roots, texts, count, log) });
  if (options.only.includes("cost")) found = keep({ cost: await cost(chromium, roots, texts, { count, slow: Number(options.slow) }, log) });
} finally {
  await chromium.close();
}
process.stdout.write(tables(found));
