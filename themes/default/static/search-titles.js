// The search of titles, for browsers in which the index cannot be asked: a plain list, newest first.

import { asked, fold } from "./mark.js";

let list = null;

async function titles() {
  const response = await fetch(new URL("titles.json", document.baseURI));
  if (!response.ok) throw new Error(`${response.status} titles.json`);
  return (await response.json()).map(([url, title, kind, date]) => ({ url, title, kind, date, folded: fold(title) }));
}

/** Finds the items whose titles hold every word asked for. */
export async function findTitles({ query, limit, offset }) {
  list ??= await titles();
  const words = asked(query);
  const found = list.filter(({ folded }) => words.every((word) => folded.includes(word)));
  const hits = found.slice(offset, offset + limit).map((hit) => ({ ...hit, anchor: "", title_marks: [], snippet: "", marks: [] }));
  return { query, total: found.length, exact: found.length, hits };
}
