// `gongkai serve` on a site, and how long an edit takes to be seen.
import { spawn } from "node:child_process";
import fs from "node:fs";

// Serves the site in `directory` until `stop` is called; `messages` answers with all it said.
export async function preview(program, directory) {
  const served = spawn(program, ["serve", "--site", directory, "--bind", "127.0.0.1:0", "--lang", "en"]);
  let messages = "";
  const address = await new Promise((found, failed) => {
    served.on("exit", () => failed(new Error(messages)));
    served.stderr.on("data", (data) => {
      messages += data;
      const match = /http:\/\/127\.0\.0\.1:\d+\//.exec(messages);
      if (match) found(match[0]);
    });
  });
  const stop = () => {
    served.removeAllListeners("exit");
    served.kill("SIGINT");
  };
  return { address, pid: served.pid, messages: () => messages, stop };
}

// A page that tells, by the clock, when a mark that stands in its text was first painted.
export async function watched(context, address) {
  const page = await context.newPage();
  const seen = new Map();
  await page.exposeFunction("tellMark", (mark, time) => seen.has(mark) || seen.set(mark, time));
  await page.addInitScript(() => {
    const tell = () => {
      const mark = /第\d+次试改/.exec(document.body.innerText)?.[0];
      if (mark) requestAnimationFrame(() => setTimeout(() => window.tellMark(mark, Date.now())));
    };
    document.addEventListener("DOMContentLoaded", () => {
      tell();
      new MutationObserver(tell).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
  });
  await page.goto(address, { waitUntil: "load" });
  return { page, seen };
}

// Saves `text` with the `number`-th mark behind `place`; answers with the milliseconds until it was painted.
export async function saved({ page, seen }, file, text, place, number) {
  const mark = `第${number}次试改`;
  const next = text.replace(place, `${place}（${mark}）`);
  const begun = Date.now();
  fs.writeFileSync(file, next);
  while (!seen.has(mark)) {
    if (Date.now() - begun > 30000) throw new Error(`${mark} is not seen on ${page.url()}`);
    await new Promise((later) => setTimeout(later, 2));
  }
  return seen.get(mark) - begun;
}
