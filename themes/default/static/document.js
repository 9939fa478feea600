// Tools of a document's page: the reader's place in the contents, the size of the text, what to cite, links to
// paragraphs. The page says everything without them.

const text = document.querySelector(".text");
const tools = document.querySelector(".tools");
const status = tools?.querySelector("[role=status]");
const tool = (name) => tools?.querySelector(`[data-tool=${name}]`);

let waiting;
function say(words) {
  status.textContent = words;
  clearTimeout(waiting);
  waiting = setTimeout(() => (status.textContent = ""), 4000);
}

async function copy(words, said) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    // Without a secure connection there is only the old way.
    const area = document.createElement("textarea");
    area.value = words;
    area.className = "hidden";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(said);
}

// The contents show where the reader is: the last heading above the upper third of the screen.

const entries = [...document.querySelectorAll(".contents a")].flatMap((link) => {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  return heading ? [{ link, heading }] : [];
});
let current;
function follow() {
  const passed = entries.filter(({ heading }) => heading.getBoundingClientRect().top < innerHeight / 3);
  const next = passed.at(-1)?.link;
  if (next === current) return;
  current?.removeAttribute("aria-current");
  next?.setAttribute("aria-current", "true");
  current = next;
  const box = next?.closest(".contents");
  if (box && box.scrollHeight > box.clientHeight) {
    box.scrollTop = next.offsetTop - box.clientHeight / 2;
  }
}
if (entries.length) {
  let asked = false;
  addEventListener("scroll", () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      follow();
    });
  }, { passive: true });
  follow();
}

// The size of the text alone; that of the whole page is a mode.

const SIZES = ["", "large", "larger"];
function resize(step) {
  const at = SIZES.indexOf(text.dataset.text ?? "");
  const next = Math.min(Math.max(at + step, 0), SIZES.length - 1);
  if (SIZES[next]) text.dataset.text = SIZES[next];
  else delete text.dataset.text;
  tool("smaller").disabled = next === 0;
  tool("larger").disabled = next === SIZES.length - 1;
}

// A link beside every paragraph that has a name, made when it is first wanted.

let hasAnchors = false;
function anchors() {
  if (hasAnchors) return;
  hasAnchors = true;
  for (const passage of text.querySelectorAll("p[id], h2[id], h3[id], h4[id], h5[id], h6[id], li[id]")) {
    const link = document.createElement("a");
    link.className = "anchor";
    link.href = `#${encodeURIComponent(passage.id)}`;
    link.setAttribute("aria-label", `${status.dataset.anchor} ${passage.id}`);
    link.tabIndex = -1;
    passage.classList.add("anchored");
    passage.prepend(link);
  }
  text.addEventListener("click", (event) => {
    const link = event.target.closest(".anchor");
    if (link) copy(link.href, status.dataset.link);
  });
}

if (tools && text) {
  const on = (name, act) => tool(name)?.addEventListener("click", act);
  on("smaller", () => resize(-1));
  on("larger", () => resize(1));
  tool("smaller").disabled = true;
  on("cite", (event) => copy(event.currentTarget.dataset.text, status.dataset.copied));
  on("print", () => print());
  on("anchors", (event) => {
    anchors();
    const shown = text.classList.toggle("with-anchors");
    event.currentTarget.setAttribute("aria-pressed", String(shown));
    for (const link of text.querySelectorAll(".anchor")) link.tabIndex = shown ? 0 : -1;
  });
  if (matchMedia("(hover: hover)").matches) text.addEventListener("pointerover", anchors, { once: true });
  if (navigator.share) {
    tool("share").hidden = false;
    on("share", () => navigator.share({ title: document.title, url: location.href.split("#")[0] }).catch(() => {}));
  }
}
// What is folded on the screen is whole on paper.
addEventListener("beforeprint", () => document.querySelectorAll("main details.fold").forEach((fold) => (fold.open = true)));
