// Loads the page anew when there is a newer one, and shows what is wrong with an edit that gives none.
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

// Whether the page is the one that was loaded.
async function isSame() {
  const answer = await fetch(location.href, { method: "HEAD" });
  return answer.headers.get("etag") === `"${loaded.get("tag")}"`;
}

async function follow() {
  let seen = Number(loaded.get("seen"));
  for (let now = await state(""); now; now = await state(`?seen=${seen}`)) {
    if (now.findings) show(now.findings);
    else if (now.number !== seen && !(now.is_of_pages && now.number === seen + 1 && (await isSame()))) location.reload();
    else shown.remove();
    seen = now.number;
  }
}

// When the preview ends there is nobody left to ask.
follow().catch(() => {});
