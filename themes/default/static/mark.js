// Marks in a page what a search asked for: a hit of the search page leads here with ?mark=…#passage.
// Texts are compared as the index compares them: character by character, without regard to width, case, kind of
// bracket and white space.

const NOTHING = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]/;
const SPACE = /[\s\p{Cc}]/u;
const HAN = /[\u2e80-\u2fd5\u3005\u3007\u303b\u3021-\u3029\u3038-\u303a\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const OPENING = "[{〔【〖〘〚﹙﹛﹝⟦❲⦅⦗⁅｟";
const CLOSING = "]}〕】〗〙〛﹚﹜﹞⟧❳⦆⦘⁆｠";
const WIDE = "￠￡￥｡｢｣､﹐﹑﹒﹔﹕﹖﹗";
const NARROW = "¢£¥。「」、,、.;:?!";

function foldCharacter(character) {
  const code = character.codePointAt(0);
  const wide = WIDE.indexOf(character);
  let folded = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : wide < 0 ? character : NARROW[wide];
  [folded] = folded.toLowerCase();
  if (OPENING.includes(folded)) return "(";
  return CLOSING.includes(folded) ? ")" : folded;
}

/** A text as it is compared; for each of its UTF-16 units, where the character begins and ends that it came from. */
function folding(text) {
  const found = { text: "", starts: [], ends: [] };
  let at = 0;
  let previous = "";
  let space = -1; // where white space began that is not yet decided on
  const push = (folded, start, end) => {
    for (const unit of folded.split("")) {
      found.text += unit;
      found.starts.push(start);
      found.ends.push(end);
    }
    previous = folded;
  };
  for (const character of text) {
    const start = at;
    at += character.length;
    if (NOTHING.test(character)) continue;
    if (SPACE.test(character)) {
      if (space < 0) space = start;
      continue;
    }
    const folded = foldCharacter(character);
    if (space >= 0 && previous && !(HAN.test(previous) && HAN.test(folded))) push(" ", space, start);
    space = -1;
    push(folded, start, at);
  }
  return found;
}

/** A text as it is compared. */
export const fold = (text) => folding(text).text;

/** What a line typed by a reader asks to be there: its words, and strings in quotation marks; not `-word`. */
export function asked(line) {
  const strings = [];
  for (const [, minus, quoted, word] of line.matchAll(/(?:^|\s)(-(?=\S))?(?:"([^"]*[^"\s][^"]*)"(?=\s|$)|(\S+))/g)) {
    const isUnwanted = minus && strings.length;
    const string = fold(quoted ?? (isUnwanted ? word : (minus ?? "") + word));
    if (string && !isUnwanted) strings.push(string);
  }
  return strings;
}

/** The places of `strings` in a folded text. */
function places(text, strings) {
  const found = [];
  for (const string of strings) {
    for (let at = text.indexOf(string); at >= 0; at = text.indexOf(string, at + string.length)) found.push([at, at + string.length]);
  }
  return found;
}

/** The longest pieces of `string` that stand in one of `texts`: two characters at least, and half the longest. */
function pieces(string, texts) {
  const found = new Set();
  for (let from = 0, to; from < string.length - 1; from = Math.max(from + 1, to)) {
    to = from + 1;
    while (to < string.length && texts.some((text) => text.includes(string.slice(from, to + 1)))) to++;
    if (to > from + 1) found.add(string.slice(from, to));
  }
  const longest = Math.max(0, ...Array.from(found, (piece) => piece.length));
  return [...found].filter((piece) => piece.length * 2 >= longest);
}

const INLINE = "a,abbr,b,br,code,del,em,i,ins,s,small,span,strong,sub,sup,time,u,wbr";
const SILENT = "nav,script,style,svg,.hidden,.print-only,[role=doc-noteref]";

/** The texts below an element: of each block its text nodes, one after the other. */
function blocks(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let last; walker.nextNode(); ) {
    const node = walker.currentNode;
    if (node.parentElement.closest(SILENT)) continue;
    const block = node.parentElement.closest(`:not(${INLINE})`);
    if (block !== last) found.push({ nodes: [], text: "" });
    last = block;
    const { nodes } = found[found.length - 1];
    nodes.push({ node, start: found[found.length - 1].text.length });
    found[found.length - 1].text += node.data;
  }
  return found.map((block) => ({ ...block, folded: folding(block.text) }));
}

/** Wraps a stretch of a block's text; from behind, so that the places before it stay. */
function wrap({ nodes }, start, end) {
  for (let number = nodes.length - 1; number >= 0; number--) {
    const { node, start: begin } = nodes[number];
    const from = Math.max(start - begin, 0);
    const to = Math.min(end - begin, node.length);
    if (from >= to) continue;
    const part = from > 0 ? node.splitText(from) : node;
    part.splitText(to - from);
    const mark = document.createElement("mark");
    part.replaceWith(mark);
    mark.append(part);
  }
}

/** Marks `strings` below an element, and tells whether there was any. */
function mark(found, strings) {
  let isFound = false;
  for (const block of found) {
    const { text, starts, ends } = block.folded;
    let before = Infinity;
    // From behind; of overlapping places each character is wrapped once.
    for (const [from, to] of places(text, strings).sort((a, b) => b[1] - a[1] || b[0] - a[0])) {
      const end = Math.min(ends[to - 1], before);
      if (starts[from] >= end) continue;
      wrap(block, starts[from], end);
      before = starts[from];
      isFound = true;
    }
  }
  return isFound;
}

function show(query) {
  const main = document.querySelector("main");
  let target = null;
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    // An address that is no address leads to the top of the page.
  }
  const strings = asked(query);
  for (const root of target && main.contains(target) ? [target, main] : [main]) {
    const found = blocks(root);
    const texts = found.map((block) => block.folded.text);
    if (!mark(found, strings) && !mark(found, strings.flatMap((string) => pieces(string, texts)))) continue;
    const first = root.querySelector("mark");
    const passage = root === target ? target : first.closest(`:not(${INLINE},mark)`);
    passage.tabIndex = -1;
    passage.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center", behavior: "instant" });
    return;
  }
}

const query = new URLSearchParams(location.search).get("mark");
if (query) show(query);
