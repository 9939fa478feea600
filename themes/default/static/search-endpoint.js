// Asks a Quickwit or Elasticsearch-compatible index, filled by `gongkai export quickwit`, what the static index answers
// elsewhere: the same request, the same answer. What this knows of texts follows the crate that makes the static index:
// folding, the query line, passages. Its order is the index's own BM25, above it the number asked for and titles.

import traditional from "./traditional.js";

const PATIENCE = 10_000; // ms until the page turns to its own index
const NOT_SHOWN = "pairs,title_pairs,characters"; // an index that keeps what it was given need not send these

// ---- folding ----------------------------------------------------------------

const simplified = new Map(traditional.match(/../gu).map((pair) => Array.from(pair)));
const NOTHING = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\uFE00-\uFE0F]/u;
const BLANK = /[\p{White_Space}\p{Cc}]/u;
const HAN = /[\u4E00-\u9FFF\u3400-\u4DBF\uF900-\uFAFF\u{20000}-\u{3FFFF}\u2E80-\u2FD5々〇〻\u3021-\u3029\u3038-\u303A]/u;
const OPENING = "[{〔【〖〘〚﹙﹛﹝⟦❲⦅⦗⁅｟";
const CLOSING = "]}〕】〗〙〛﹚﹜﹞⟧❳⦆⦘⁆｠";
const NARROW = new Map("￠¢￡£￥¥｡。｢「｣」､、﹐,﹑、﹒.﹔;﹕:﹖?﹗!".match(/../gu).map((pair) => Array.from(pair)));

function foldCharacter(written) {
  if (NOTHING.test(written)) return "";
  if (BLANK.test(written)) return " ";
  if (simplified.has(written)) return simplified.get(written);
  const code = written.codePointAt(0);
  const narrow = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : NARROW.get(written) ?? written;
  const [small] = narrow.toLowerCase(); // a capital with two small characters keeps the first
  if (OPENING.includes(small)) return "(";
  return CLOSING.includes(small) ? ")" : small;
}

/** The folded characters of a text, each with the number of the character it came from. */
function folding(text) {
  const folded = [];
  let blank = -1;
  Array.from(text).forEach((written, origin) => {
    const char = foldCharacter(written);
    if (char === " " && blank < 0) blank = origin;
    if (char === "" || char === " ") return;
    const previous = folded.at(-1)?.char;
    const joined = previous === undefined || (HAN.test(previous) && HAN.test(char));
    if (blank >= 0 && !joined) folded.push({ char: " ", origin: blank });
    folded.push({ char, origin });
    blank = -1;
  });
  return folded;
}

export const fold = (text) => folding(text).map(({ char }) => char).join("");

/** The pairs of neighbouring characters of a folded string. */
function pairs(string) {
  const characters = Array.from(string);
  return characters.slice(1).map((char, at) => characters[at] + char);
}

// ---- the query line ---------------------------------------------------------

/** Words between white space, "…" for a string with white space, -word after another word for what must not occur. */
export function parse(line) {
  const parsed = { wanted: [], unwanted: [], number: numberKey(line) };
  let rest = line.replace(/^\p{White_Space}+/u, "");
  while (rest) {
    const excludes = parsed.wanted.length > 0 && /^-\P{White_Space}/u.test(rest);
    const body = excludes ? rest.slice(1) : rest;
    const quoted = /^"([^"]*)"(?=\p{White_Space}|$)/u.exec(body);
    const [taken, word] = quoted?.[1].trim() ? quoted : Array(2).fill(/^\P{White_Space}+/u.exec(body)[0]);
    const folded = fold(word);
    const list = excludes ? parsed.unwanted : parsed.wanted;
    if (folded && !list.includes(folded)) list.push(folded);
    rest = body.slice(taken.length).replace(/^\p{White_Space}+/u, "");
  }
  return parsed;
}

/** What is the same in all spellings of a document number; undefined where the text is none. */
function numberKey(text) {
  const found = /^([^(]+)\(([0-9]{4})\)第?0*([0-9]+?)号?$/u.exec(fold(text).replaceAll(" ", ""));
  return found && found[3] !== "0" ? `${found[1]} ${found[2]} ${found[3]}` : undefined;
}

// ---- the body of a request --------------------------------------------------

const KINDS = ["document", "plan", "project", "carrier", "roster", "update", "page"];
const FIELDS = { kind: "kind", column: "column", unit: "units", topic: "topics", year: "year", stage: "stage", validity: "validity" };
const RELATED = 0.3; // the part of its pairs that a related item has
const MOST = 64; // pairs asked for at most, and clauses with them
// Above every sum of BM25, so that these come first in this order.
const WEIGHT = { number: 80_000, start: 40_000, title: 20_000 };
const START = "␞"; // the token before each block of the export

const term = (field, value, more) => ({ term: { [field]: { value, ...more } } });
const tokens = (string) => pairs(string.replaceAll(" ", "␣"));
const phrase = (field, list) => ({ match_phrase: { [field]: list.join(" ") } });
const isOne = (string) => Array.from(string).length === 1;

/** What contains a folded string. */
const containing = (string) => (isOne(string) ? term("characters", string) : phrase("pairs", tokens(string)));

/** Lifts what answers all `queries`: every item has a kind, and a set of terms scores its boost. */
const lifted = (queries, boost) => ({ bool: { must: [...queries, { terms: { kind: KINDS, boost } }] } });

function filters({ from, to, ...lists } = {}) {
  const asked = Object.entries(lists).filter(([key, values]) => FIELDS[key] && values?.length);
  const all = asked.map(([key, values]) => ({ terms: { [FIELDS[key]]: values } }));
  const days = { ...(from && { gte: `${from}T00:00:00Z` }), ...(to && { lte: `${to}T00:00:00Z` }) };
  return Object.keys(days).length ? [...all, { range: { date: days } }] : all;
}

function exactQuery({ wanted, unwanted, number }, filter) {
  const should = number ? [term("number_key", number, { boost: WEIGHT.number })] : [];
  if (wanted.length > 0 && !wanted.some(isOne)) {
    const [first] = wanted;
    should.push(lifted(wanted.map((string) => phrase("title_pairs", tokens(string))), WEIGHT.title));
    should.push(lifted([phrase("title_pairs", [START, ...tokens(first)])], WEIGHT.start));
  }
  const must = wanted.length > 0 ? wanted.map(containing) : [{ match_all: {} }];
  return { bool: { must, should, filter, must_not: unwanted.map(containing) } };
}

/** Items with a part of what is asked; undefined where every such item has it all. */
function relatedQuery({ wanted, unwanted, number }, filter) {
  const parts = [...new Set(wanted.flatMap(tokens))].slice(0, MOST);
  if (parts.length === 0 || (wanted.length === 1 && parts.length === 1)) return undefined;
  const minimum_should_match = Math.max(1, Math.ceil(parts.length * RELATED));
  const should = [{ bool: { should: parts.map((pair) => term("pairs", pair)), minimum_should_match } }];
  if (number) should.push(term("number_key", number, { boost: WEIGHT.number }));
  const must_not = [{ bool: { must: wanted.map(containing) } }, ...unwanted.map(containing)];
  return { bool: { should, minimum_should_match: 1, filter, must_not } };
}

// ---- what is shown of a hit -------------------------------------------------

const LEAD = 24; // characters before the first mark of a passage
const LENGTH = 120; // and in all
const PLACES = ["title", "field", "body", "heading"]; // of two blocks with as much, the later is shown

/** The places where one of the folded strings stands, start and end in characters of the text as written. */
function marksOf(text, strings) {
  const folded = folding(text);
  const covered = folded.map(() => false);
  for (const string of strings.map((string) => Array.from(string))) {
    for (let start = 0; start + string.length <= folded.length; start += 1) {
      if (string.every((char, at) => folded[start + at].char === char)) covered.fill(true, start, start + string.length);
    }
  }
  const marks = [];
  folded.forEach(({ origin }, at) => {
    if (!covered[at]) return;
    if (covered[at - 1]) marks.at(-1)[1] = origin + 1;
    else marks.push([origin, origin + 1]);
  });
  return marks;
}

/** Cuts the passage around the first mark out of a text. */
function passageOf(text, strings) {
  const characters = Array.from(text, (char) => (/\p{White_Space}/u.test(char) ? " " : char));
  const marks = marksOf(text, strings);
  const [first, last] = marks[0] ?? [0, 0];
  let start = Math.max(0, first - LEAD);
  let end = Math.min(Math.max(start + LENGTH, last), characters.length);
  start = Math.min(start, Math.max(0, end - LENGTH));
  const begin = marks.length ? first : end;
  while (start < begin && characters[start] === " ") start += 1;
  while (end > Math.max(last, start) && characters[end - 1] === " ") end -= 1;
  const inside = marks.filter((mark) => mark[0] < end).map((mark) => [mark[0] - start, Math.min(mark[1], end) - start]);
  return { snippet: characters.slice(start, end).join(""), marks: inside };
}

/** The block with most of what is sought; else the first of the text. */
function bestBlock(blocks, strings) {
  const worth = ({ text, role }) => {
    const folded = fold(text);
    const found = strings.filter((string) => folded.includes(string)).length;
    return found && found * PLACES.length + PLACES.indexOf(role);
  };
  const most = Math.max(0, ...blocks.map(worth));
  const best = most > 0 ? (block) => worth(block) === most : ({ role }) => role === "body";
  return blocks.find(best) ?? blocks[0] ?? { anchor: "", text: "" };
}

function hitOf({ _source: item, score }, strings) {
  const block = bestBlock(item.blocks, strings);
  return {
    url: item.url,
    anchor: block.anchor,
    title: item.title,
    title_marks: marksOf(item.title, strings),
    kind: item.kind,
    doc_number: item.doc_number ?? null,
    issuer: item.issuer ?? null,
    date: item.date?.slice(0, 10) ?? null,
    validity: item.validity ?? null,
    score,
    ...passageOf(block.text, strings),
  };
}

// ---- the endpoint -----------------------------------------------------------

/** The endpoint did not answer, or not as documented. */
export class EndpointError extends Error {}

const isHit = (hit) => typeof hit?._source?.url === "string" && typeof hit._source.title === "string" && Array.isArray(hit._source.blocks);

export class Endpoint {
  /** `url`: the `_search` address, absolute or a path on this host. */
  constructor(url) {
    this.url = new URL(url, globalThis.document?.baseURI);
    this.url.searchParams.set("track_total_hits", "true");
    this.url.searchParams.set("_source_excludes", NOT_SHOWN);
  }

  /** Answers a request as the static index does: the exact group first, then the related items. */
  async ask({ query, filter, limit, offset = 0, sort }) {
    const parsed = parse(query);
    const narrowed = filters(filter);
    if (parsed.wanted.length === 0 && narrowed.length === 0) return { query, total: 0, exact: 0, hits: [] };
    const exact = await this.search(exactQuery(parsed, narrowed), offset, limit, sort);
    const hits = exact.hits.map((hit) => hitOf(hit, parsed.wanted));
    const wider = relatedQuery(parsed, narrowed);
    if (!wider) return { query, total: exact.total, exact: exact.total, hits };
    const related = await this.search(wider, Math.max(0, offset - exact.total), limit - hits.length, sort);
    hits.push(...related.hits.map((hit) => hitOf(hit, parsed.wanted.flatMap(pairs))));
    return { query, total: exact.total + related.total, exact: exact.total, hits };
  }

  async search(query, from, size, order) {
    const sort = [{ _score: { order: "desc" } }, { date: { order: "desc" } }];
    if (order === "date") sort.reverse();
    const answer = await this.post(JSON.stringify({ query, from, size, sort, track_total_hits: true }));
    const { total, hits } = answer?.hits ?? {};
    if (!Number.isInteger(total?.value) || !Array.isArray(hits) || !hits.every(isHit)) this.fail("no answer of a search");
    if (answer.timed_out || answer._shards?.failed > 0) this.fail("only a part of the index answered");
    // Quickwit tells the score among the values it sorted by, and leaves out those that an item has not.
    const scored = (hit) => ({ ...hit, score: hit._score ?? hit.sort?.at(order === "date" ? -1 : 0) ?? 0 });
    return { total: total.value, hits: hits.map(scored) };
  }

  async post(body) {
    let response;
    try {
      const headers = { "content-type": "application/json" };
      const signal = AbortSignal.timeout(PATIENCE);
      response = await fetch(this.url, { method: "POST", headers, body, signal, credentials: "omit" });
      if (response.ok) return await response.json();
    } catch (error) {
      this.fail(error.message, error);
    }
    this.fail(`status ${response.status}`);
  }

  fail(reason, cause) {
    throw new EndpointError(`the search endpoint ${this.url.origin}${this.url.pathname}: ${reason}`, { cause });
  }
}
