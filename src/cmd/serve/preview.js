// Loads the page anew when there is a newer site, and shows what is wrong with an edit that gives none.
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

async function follow() {
  for (let now = await state(""), first = true; now; now = await state(`?seen=${now.build}`), first = false) {
    if (now.findings) show(now.findings);
    else if (!first) location.reload();
  }
}

// When the preview ends there is nobody left to ask.
follow().catch(() => {});
