// The folding that the search promises, written down a second time: what counts as contained is judged by this.
import fs from "node:fs";
import path from "node:path";

const TABLE = path.join(import.meta.dirname, "../../search/src/traditional.txt");
const SIMPLIFIED = new Map(fs.readFileSync(TABLE, "utf8").split("\n").filter(Boolean).map((pair) => Array.from(pair)));
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\uFE00-\uFE0F]/gu;
const OPENING = new Set("[{〔【〖〘〚﹙﹛﹝⟦❲⦅⦗⁅｟");
const CLOSING = new Set("]}〕】〗〙〛﹚﹜﹞⟧❳⦆⦘⁆｠");
const NARROW = new Map(Object.entries({
  "￠": "¢", "￡": "£", "￥": "¥", "｡": "。", "｢": "「", "｣": "」", "､": "、", "﹐": ",", "﹑": "、", "﹒": ".", "﹔": ";", "﹕": ":", "﹖": "?", "﹗": "!",
}));
const HAN = "[\\u4E00-\\u9FFF\\u3400-\\u4DBF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}\\u2E80-\\u2FD5々〇〻\\u3021-\\u3029\\u3038-\\u303A]";
const BETWEEN_HAN = new RegExp(`(?<=${HAN}) (?=${HAN})`, "gu");

const known = new Map();

function foldOne(char) {
  if (SIMPLIFIED.has(char)) return SIMPLIFIED.get(char);
  const narrow = /[！-～]/u.test(char) ? String.fromCodePoint(char.codePointAt(0) - 0xfee0) : NARROW.get(char) ?? char;
  const [small] = narrow.toLowerCase();
  return OPENING.has(small) ? "(" : CLOSING.has(small) ? ")" : small;
}

/** Folds a text: width, case, traditional characters, brackets; white space to one space, none between Han. */
export function fold(text) {
  let folded = "";
  for (const char of text.replace(INVISIBLE, "").replace(/[\s\p{Cc}]+/gu, " ").trim()) {
    if (!known.has(char)) known.set(char, foldOne(char));
    folded += known.get(char);
  }
  return folded.replace(BETWEEN_HAN, "");
}
