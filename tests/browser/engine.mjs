// A stand-in for Quickwit: takes an export, and answers the Elasticsearch-compatible questions of the search page as
// Quickwit's documentation says. What that does not list, it refuses as Quickwit does.
import fs from "node:fs";
import path from "node:path";

class Refused extends Error {}

function known(object, ...keys) {
  for (const key of Object.keys(object)) if (!keys.includes(key)) throw new Refused(`unknown field \`${key}\``);
}

function only(object) {
  const entries = Object.entries(object);
  if (entries.length !== 1) throw new Refused("expected one field");
  return entries[0];
}

/** The fields of an index configuration: of each the lines below its name. */
function mappings(config) {
  const fields = config.slice(config.indexOf("field_mappings:"), config.indexOf("tag_fields:")).split(/^ {4}- name: /m).slice(1);
  return new Map(fields.map((field) => [field.split("\n")[0], field]));
}

export class Engine {
  constructor(directory) {
    this.fields = mappings(fs.readFileSync(path.join(directory, "index-config.yaml"), "utf8"));
    const parts = fs.readdirSync(directory).filter((name) => name.endsWith(".ndjson")).sort();
    const lines = parts.flatMap((name) => fs.readFileSync(path.join(directory, name), "utf8").trimEnd().split("\n"));
    this.documents = lines.map((line) => JSON.parse(line));
    for (const name of this.documents.flatMap(Object.keys)) if (!this.fields.has(name)) throw new Error(`${name} is not mapped`);
  }

  /** The tokens of a field, as its tokenizer makes them. */
  tokens(document, field) {
    const mapping = this.fields.get(field);
    if (!mapping || mapping.includes("indexed: false")) throw new Refused(`field \`${field}\` is not indexed`);
    const values = [document[field] ?? []].flat();
    return mapping.includes("tokenizer: whitespace") ? values.flatMap((value) => value.split(/[ \t\n\f\r]+/)) : values;
  }

  /** The score of a document for a query; undefined where it does not match. */
  score(document, query) {
    const [kind, body] = only(query);
    if (!(`$${kind}` in this)) throw new Refused(`unknown variant \`${kind}\``);
    return this[`$${kind}`](document, body);
  }

  $match_all() {
    return 1;
  }

  $term(document, body) {
    const [field, { value, boost = 1, ...rest }] = only(body);
    known(rest, "case_insensitive");
    const count = this.tokens(document, field).filter((token) => token === value).length;
    return count > 0 ? boost * Math.log1p(count) : undefined;
  }

  $terms(document, { boost = 1, ...body }) {
    const [field, values] = only(body);
    return this.tokens(document, field).some((token) => values.includes(token)) ? boost : undefined;
  }

  $match_phrase(document, body) {
    const [field, text] = only(body);
    if (!this.fields.get(field)?.includes("record: position")) throw new Refused(`field \`${field}\` has no positions`);
    const phrase = text.split(/[ \t\n\f\r]+/);
    const tokens = this.tokens(document, field);
    for (let start = tokens.indexOf(phrase[0]); start >= 0; start = tokens.indexOf(phrase[0], start + 1)) {
      if (phrase.every((token, at) => tokens[start + at] === token)) return phrase.length;
    }
    return undefined;
  }

  $range(document, body) {
    const [field, bounds] = only(body);
    known(bounds, "gt", "gte", "lt", "lte", "boost");
    const day = document[field];
    return day !== undefined && !(day < bounds.gte) && !(day > bounds.lte) ? 1 : undefined;
  }

  $bool(document, body) {
    known(body, "must", "must_not", "should", "filter", "boost", "minimum_should_match");
    const { must = [], must_not = [], should = [], filter = [] } = body;
    const least = body.minimum_should_match ?? (must.length + filter.length > 0 || should.length === 0 ? 0 : 1);
    if (must_not.some((query) => this.score(document, query) !== undefined)) return undefined;
    if (filter.some((query) => this.score(document, query) === undefined)) return undefined;
    const needed = must.map((query) => this.score(document, query));
    const optional = should.map((query) => this.score(document, query)).filter((score) => score !== undefined);
    if (needed.includes(undefined) || optional.length < least) return undefined;
    return [...needed, ...optional].reduce((sum, score) => sum + score, 0);
  }

  search(address, { query, from = 0, size = 10, sort = [], ...rest }) {
    known(rest, "track_total_hits");
    if (sort.length > 2) throw new Refused("only up to two sort fields supported");
    const scored = this.documents.map((document) => ({ document, score: this.score(document, query) })).filter(({ score }) => score !== undefined);
    const order = sort.map((criterion) => only(criterion)[0]);
    const value = ({ document, score }, field) => (field === "_score" ? score : document.date && Date.parse(document.date));
    scored.sort((a, b) => order.reduce((sign, field) => sign || (value(b, field) ?? -Infinity) - (value(a, field) ?? -Infinity) || 0, 0));
    const hits = scored.slice(from, from + size).map((found) => ({
      _index: "gongkai",
      _id: "",
      _score: null,
      _source: this.stored(found.document, address.searchParams.get("_source_excludes")?.split(",") ?? []),
      sort: order.map((field) => value(found, field)).filter((known) => known !== undefined),
    }));
    const total = { value: scored.length, relation: "eq" };
    return { took: 1, timed_out: false, _shards: { total: 0, successful: 0, skipped: 0, failed: 0 }, hits: { total, max_score: null, hits } };
  }

  stored(document, excluded) {
    const isStored = ([field]) => !this.fields.get(field).includes("stored: false") && !excluded.includes(field);
    return Object.fromEntries(Object.entries(document).filter(isStored));
  }

  /** Answers one HTTP request. */
  async handle(request, response) {
    const chunks = await request.toArray();
    const respond = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    try {
      const answer = this.search(new URL(request.url, "http://host"), JSON.parse(Buffer.concat(chunks)));
      respond(200, answer);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof SyntaxError)) throw error;
      respond(400, { status: 400, error: { reason: error.message } });
    }
  }
}
