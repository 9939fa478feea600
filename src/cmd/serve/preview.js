// Amends the page when there is a newer one, or loads it anew, and shows what is wrong with an edit that gives none.
const loaded = new URL(import.meta.url).searchParams;

const shown = document.createElement("div");
shown.id = "gongkai-findings";
shown.setAttribute("role", "alert");

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = "/.gongkai/preview.css";

function show(findings) {
  const text = document.createElement("pre");
  text.textContent = findings;
  shown.replaceChildren(text);
  document.head.append(style);
  document.body.prepend(shown);
}

async function state(query) {
  const answer = await fetch(`/.gongkai/state${query}`);
  return answer.ok ? answer.json() : null;
}

// What the server says of this page now, and the tag of it.
async function source() {
  const answer = await fetch(location.href, { cache: "no-store" });
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  body.querySelectorAll('script[src^="/.gongkai/"]').forEach((script) => script.removeAttribute("src"));
  return { tag: answer.headers.get("etag"), body };
}

// Does to `live` what made `next` of `old`, and nothing else: what scripts have made of the rest stays. Answers whether it
// could be done.
function amend(live, old, next) {
  if (old.isEqualNode(next)) return true;
  if (old.nodeType === Node.TEXT_NODE && next.nodeType === Node.TEXT_NODE && live.isEqualNode(old)) {
    live.data = next.data;
    return true;
  }
  const [here, before, after] = [live, old, next].map((node) => [...node.childNodes]);
  if (!old.cloneNode().isEqualNode(next.cloneNode()) || live.nodeName !== old.nodeName || here.length !== before.length) return false;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start].isEqualNode(after[start])) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end).isEqualNode(after.at(-1 - end))) end++;
  const [there, gone, come] = [here, before, after].map((nodes) => nodes.slice(start, nodes.length - end));
  if (gone.length === come.length && gone.every((node, at) => amend(there[at], node, come[at]))) return true;
  if (!there.every((node, at) => node.isEqualNode(gone[at]))) return false;
  const behind = here[here.length - end] ?? null;
  there.forEach((node) => node.remove());
  come.forEach((node) => live.insertBefore(document.importNode(node, true), behind));
  return true;
}

async function follow() {
  let page = await source();
  let isKnown = page.tag === `"${loaded.get("tag")}"`;
  let seen = Number(loaded.get("seen"));
  for (let now = await state(""); now; now = await state(`?seen=${seen}`)) {
    if (now.findings) {
      show(now.findings);
    } else if (now.number !== seen) {
      shown.remove();
      isKnown &&= now.is_of_pages && now.number === seen + 1;
      const next = isKnown && (await source());
      if (!next || !amend(document.body, page.body, next.body)) return location.reload();
      page = next;
    }
    seen = now.number;
  }
}

// When the preview ends there is nobody left to ask.
follow().catch(() => {});
