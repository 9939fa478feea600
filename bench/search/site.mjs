// The two outputs that are compared: the site as gongkai builds it, and its item pages with Pagefind's index.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const HERE = import.meta.dirname;
const PAGEFIND = path.join(HERE, "node_modules/.bin/pagefind");

/** The page of Pagefind: the least that shows ten results. Its own interface would weigh more. */
const PAGEFIND_PAGE = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>Pagefind</title>
<form id="search-form"><input name="q"></form>
<ol id="results"></ol>
<script type="module">
const pagefind = await import("../pagefind/pagefind.js");
const list = document.querySelector("#results");
async function show(query) {
  const { results } = await pagefind.search(query);
  const shown = await Promise.all(results.slice(0, 10).map((result) => result.data()));
  list.replaceChildren(...shown.map(({ url, meta, excerpt }) => {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: url, textContent: meta.title });
    const words = document.createElement("p");
    words.innerHTML = excerpt;
    item.append(link, words);
    return item;
  }));
  Object.assign(list.dataset, { query, total: results.length });
}
document.querySelector("form").onsubmit = (event) => {
  event.preventDefault();
  delete list.dataset.total;
  show(event.target.q.value);
};
const query = new URLSearchParams(location.search).get("q");
if (query) show(query);
</script>
`;

function seconds(program, parameters) {
  const start = performance.now();
  execFileSync(program, parameters, { stdio: ["ignore", "ignore", "pipe"], maxBuffer: 1 << 28 });
  return (performance.now() - start) / 1000;
}

/** A site around a folder of documents. */
function siteOf(texts, work) {
  const site = path.join(work, "site");
  fs.rmSync(site, { recursive: true, force: true });
  fs.cpSync(texts, path.join(site, "content/documents"), { recursive: true });
  fs.writeFileSync(path.join(site, "gongkai.toml"), '[site]\ntitle = "检索测试站"\nbase_url = "https://www.example.gov.cn/"\n');
  return site;
}

/** The paths of the pages that show one item each, below `root`: those with an article. */
export function itemPages(root) {
  const pages = fs.readdirSync(root, { recursive: true }).filter((file) => path.basename(file) === "index.html");
  return pages.filter((page) => fs.readFileSync(path.join(root, page), "utf8").includes("<article")).sort();
}

function buildOurs(site, gongkai, root) {
  fs.rmSync(root, { recursive: true, force: true });
  const build = seconds(gongkai, ["build", "--quiet", "--site", site, "--output", root]);
  const check = seconds(gongkai, ["check", "--quiet", "--site", site]);
  const search = seconds(gongkai, ["search", "--site", site, "--json", "公开"]);
  return { build, index: search - check };
}

function buildPagefind(ours, root) {
  fs.rmSync(root, { recursive: true, force: true });
  for (const page of itemPages(ours)) {
    fs.mkdirSync(path.dirname(path.join(root, page)), { recursive: true });
    fs.copyFileSync(path.join(ours, page), path.join(root, page));
  }
  const index = seconds(PAGEFIND, ["--site", root, "--root-selector", "main", "--silent"]);
  fs.mkdirSync(path.join(root, "search"), { recursive: true });
  fs.writeFileSync(path.join(root, "search/index.html"), PAGEFIND_PAGE);
  return { index };
}

/** Builds below `work` what is not there yet; answers with the two folders and what building them took, in seconds. */
export function outputs({ site, texts, ours, gongkai, work }) {
  fs.mkdirSync(work, { recursive: true });
  const roots = { ours: ours ?? path.join(work, "ours"), pagefind: path.join(work, "pagefind") };
  const record = path.join(work, "built.json");
  const built = fs.existsSync(record) ? JSON.parse(fs.readFileSync(record, "utf8")) : {};
  const keep = () => fs.writeFileSync(record, JSON.stringify(built));
  if (!built.ours) {
    built.ours = ours ? {} : buildOurs(texts ? siteOf(texts, work) : site, gongkai, roots.ours);
    keep();
  }
  if (!built.pagefind) {
    built.pagefind = buildPagefind(roots.ours, roots.pagefind);
    keep();
  }
  return { roots, built };
}
