// Measures how long sites take to build, beside Hugo and Pagefind where they are installed. README.md tells how.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { installed, run } from "./measure.mjs";
import { change, gongkaiSite, hugoSite, texts } from "./site.mjs";

const { values: options } = parseArgs({
  options: {
    texts: { type: "string", default: path.join(import.meta.dirname, "../../content/documents") },
    documents: { type: "string", default: "1000,10000" },
    gongkai: { type: "string", default: path.join(import.meta.dirname, "../../target/release/gongkai") },
    work: { type: "string", default: path.join(os.tmpdir(), "gongkai-build-bench") },
    formats: { type: "boolean", default: false },
    repeat: { type: "string", default: "3" },
  },
});
const repeat = Number(options.repeat);
const corpus = texts(options.texts);
if (corpus.length === 0) throw new Error(`no .md or .txt file in ${options.texts}`);
console.error(`${corpus.length} different documents`);
/** The run with the middle time. */
const median = (runs) => runs.toSorted((one, other) => one.wall - other.wall)[Math.floor(runs.length / 2)];
const discarded = path.join(options.work, "discarded");
fs.mkdirSync(discarded, { recursive: true });

/** Moves folders out of the way. To delete them would slow what is measured next: ext4 seeks long for inodes that were
    not in use a moment ago. */
function clear(...folders) {
  for (const folder of folders.filter((folder) => fs.existsSync(folder))) {
    fs.renameSync(folder, path.join(fs.mkdtempSync(path.join(discarded, "at-")), "folder"));
  }
}

/** Runs `command` `repeat` times, each after `before`. */
function times(command, cwd, before) {
  return median(Array.from({ length: repeat }, (_, round) => {
    before(round);
    return run(command, cwd);
  }));
}

function size(folder) {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.map((file) => fs.statSync(path.join(file.parentPath, file.name)).size);
  return { files: files.length, bytes: bytes.reduce((sum, one) => sum + one, 0) };
}

function measure(count) {
  const root = path.join(options.work, String(count));
  const [ours, theirs] = [path.join(root, "gongkai"), path.join(root, "hugo")];
  clear(root);
  gongkaiSite(ours, corpus, count, options.formats);
  const output = path.join(ours, "public");
  const build = [options.gongkai, "build", "--quiet", "--lang", "en", "--timings"];
  const forget = () => clear(output, path.join(ours, ".public.gongkai"), path.join(ours, ".gongkai"));
  const rows = { "gongkai, everything": times(build, ours, forget) };
  rows["gongkai, nothing changed"] = times(build, ours, () => {});
  run(build, ours, change(ours, count, repeat));
  rows["gongkai, one document changed"] = times(build, ours, (round) => change(ours, count, round));
  const written = size(output);
  const copy = path.join(root, "copy");
  rows["a copy of the same output"] = times(["cp", "-r", output, copy], root, () => clear(copy));
  clear(copy);
  if (installed("hugo")) {
    hugoSite(theirs, corpus, count);
    const pages = path.join(theirs, "public");
    rows["Hugo, pages alone"] = times(["hugo", "--quiet"], theirs, () => clear(pages, path.join(theirs, "resources")));
    rows["Hugo, one document changed"] = times(["hugo", "--quiet"], theirs, (round) => change(theirs, count, round));
    if (installed("pagefind")) {
      rows["Pagefind, search alone"] = times(["pagefind", "--site", "public", "--quiet"], theirs, () => clear(path.join(pages, "pagefind")));
    }
  }
  return { count, written, rows };
}

const number = (value, digits = 2) => value.toFixed(digits);

function table({ count, written, rows }) {
  const base = rows["gongkai, everything"];
  const lines = Object.entries(rows).map(([name, { wall, cpu, memory }]) =>
    `| ${name} | ${number(wall)} | ${number(cpu)} | ${number(memory / 1024, 0)} | ${number(wall / base.wall)} | ${number(cpu / base.cpu)} |`);
  const phases = base.phases.map(({ name, wall, threads, items }) => `| ${name} | ${number(wall)} | ${number(threads)} | ${items} |`);
  return [
    `## ${count} documents and ${count / 10} projects: ${written.files} files, ${number(written.bytes / 1e6, 1)} MB`,
    "",
    "| | wall, s | CPU, s | peak, MiB | wall, ratio | CPU, ratio |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...lines,
    "",
    "| phase of everything | wall, s | threads, s | items |",
    "| --- | ---: | ---: | ---: |",
    ...phases,
    "",
  ].join("\n");
}

for (const count of options.documents.split(",").map(Number)) console.log(table(measure(count)));
fs.rmSync(discarded, { recursive: true });
