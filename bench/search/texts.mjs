// What stands on the item pages, and random strings of it.
import fs from "node:fs";
import path from "node:path";
import { fold } from "./fold.mjs";
import { itemPages } from "./site.mjs";

const AT_ONCE = 200;

/**
 * Reads pages in the browser. `text` is an item's title and running text, block by block; `values` those of its metadata;
 * `all` is every block with its labels, what others say of it and the navigation.
 */
function read(pages) {
  const BLOCKS = "p, li, dt, dd, th, td, tr, h1, h2, h3, h4, h5, h6, pre, caption, figcaption, summary, blockquote, dl > div";
  const FACTS = ":is(.metadata, [aria-labelledby=facts], article) > dl.facts dd";
  const words = (element, unwanted) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("br").forEach((line) => line.replaceWith("\n"));
    if (unwanted) copy.querySelectorAll(unwanted).forEach((part) => part.remove());
    return copy.textContent.trim();
  };
  const values = (field) => {
    if (field.querySelector("ul, ol")) return [];
    const parts = [...field.querySelectorAll("a, time, .doc-number")];
    if (parts.length === 0) return [words(field, ".aside-note")];
    return parts.filter((part) => !/\/(documents|plans|updates|pages|rosters|projects)\//.test(part.getAttribute("href") ?? "")).map((part) => words(part));
  };
  return pages.map((html) => {
    const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    main.querySelectorAll("script, style").forEach((part) => part.remove());
    const running = [...main.querySelectorAll(".text, .timeline")].flatMap((text) => [...text.querySelectorAll(BLOCKS)]);
    const own = running.filter((block) => !block.querySelector(BLOCKS) && !block.matches(".hidden, .timeline-head") && !block.closest("nav, .red-head"));
    return {
      text: [main.querySelector("h1"), ...own].map((block) => words(block, "sup, [role=doc-backlink]")).filter(Boolean),
      values: [...main.querySelectorAll(FACTS)].flatMap(values).filter(Boolean),
      all: [...main.querySelectorAll(BLOCKS)].map((block) => words(block)).filter(Boolean),
    };
  });
}

/** The items of a built site: address from the site's root, and folded text. */
export async function items(chromium, root) {
  const page = await chromium.newPage();
  const files = itemPages(root);
  const found = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const part = files.slice(at, at + AT_ONCE);
    const blocks = await page.evaluate(read, part.map((file) => fs.readFileSync(path.join(root, file), "utf8")));
    blocks.forEach(({ text, values, all }, number) => {
      const own = text.map(fold);
      const url = `/${part[number].replace(/index\.html$/, "")}`;
      found.push({ url, text: own, own: [...own, ...values.map(fold)].join("\n"), all: all.map(fold).join("\n") });
    });
  }
  await page.close();
  return found;
}

/** Random numbers below a bound, the same for the same seed. */
export function generator(seed) {
  let state = BigInt(seed);
  return (below) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(below));
  };
}

/** Different random strings of the texts, `from` to `to` characters long, without signs that search engines read. */
export function strings(texts, count, from, to, seed) {
  const random = generator(seed);
  const blocks = texts.flatMap(({ text }) => text).filter((block) => block.length >= to);
  const found = new Set();
  for (let tries = 0; found.size < count && tries < count * 100; tries++) {
    const block = Array.from(blocks[random(blocks.length)]);
    const length = from + random(to - from + 1);
    const start = random(Math.max(block.length - length + 1, 1));
    const string = block.slice(start, start + length).join("");
    if (Array.from(string).length === length && !/[\s"“”]|^-/u.test(string)) found.add(string);
  }
  return [...found];
}
