// How long an edit takes to be seen in the browser, in milliseconds.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { preview, saved, watched } from "../../tests/browser/preview.mjs";
import { browser } from "../../tests/browser/site.mjs";

const { values } = parseArgs({
  options: {
    site: { type: "string" },
    edit: { type: "string" },
    edits: { type: "string", default: "20" },
    pause: { type: "string", default: "3000" },
    gongkai: { type: "string", default: path.join(import.meta.dirname, "../../target/release/gongkai") },
  },
});
if (!values.site || !values.edit) throw new Error("--site and --edit are needed");

const later = () => new Promise((done) => setTimeout(done, Number(values.pause)));
const file = path.join(values.site, "content", values.edit);
const text = fs.readFileSync(file, "utf8");
const place = /^\+\+\+\n[^]*?\n\+\+\+\n\s*([^\n]+)/.exec(text)[1];
const served = await preview(values.gongkai, values.site);
const chromium = await browser();
try {
  await later();
  const seeing = await watched(await chromium.newContext(), `${served.address}${values.edit.replace(/\.md$/, "/")}`);
  await later();
  const times = [];
  for (let number = 1; number <= Number(values.edits); number++) {
    times.push(await saved(seeing, file, text, place, number));
    await later();
  }
  console.log(times.join(" "));
  times.sort((a, b) => a - b);
  const median = (times[Math.floor((times.length - 1) / 2)] + times[Math.ceil((times.length - 1) / 2)]) / 2;
  const memory = /VmHWM:\s*(\d+)/.exec(fs.readFileSync(`/proc/${served.pid}/status`, "utf8"))[1];
  console.log(`median ${median} ms, worst ${times.at(-1)} ms, memory ${Math.round(memory / 1024)} MiB`);
} finally {
  fs.writeFileSync(file, text);
  served.stop();
  await chromium.close();
}
