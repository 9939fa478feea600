// Tables that are sorted and filtered where they stand. All rows are in the page; without this script they stay as they are.

const text = (cell) => (cell.querySelector("[data-key]") ?? cell).textContent.trim();

/** Compares two cells: by number where the column says so, empty ones last, else as Chinese dictionaries do. */
function compare(kind, a, b) {
  if (kind === "number") {
    const [x, y] = [a, b].map((cell) => (cell.dataset.value === undefined ? NaN : Number(cell.dataset.value)));
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return x - y;
  }
  return text(a).localeCompare(text(b), "zh-Hans-CN");
}

function sortable(table, tools) {
  // Rows that stand under headings of their own keep their place.
  if (table.tBodies.length > 1) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const kind = head.dataset.sort;
    if (!kind) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.title = tools.dataset.sort.replace("{name}", button.textContent.trim());
    head.append(button);
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction);
      const sign = direction === "ascending" ? 1 : -1;
      const empty = (cell) => kind === "number" && cell.dataset.value === undefined;
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [a.cells[column], b.cells[column]];
        // What is not known stands last in either direction.
        return empty(x) || empty(y) ? empty(x) - empty(y) : sign * compare(kind, x, y);
      });
      body.append(...rows);
    });
  });
}

function filterable(table, tools) {
  const bodies = [...table.tBodies];
  const rows = bodies.flatMap((body) => [...body.rows]).filter((row) => !row.classList.contains("chapter"));
  const status = tools.querySelector("[role=status]");
  const input = tools.querySelector("input");
  const choices = [];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (head.dataset.filter === undefined) return;
    const ranked = new Map(rows.map((row) => [text(row.cells[column]), Number(row.cells[column].dataset.value ?? 0)]));
    if (ranked.size < 2) return;
    const values = [...ranked].sort((a, b) => a[1] - b[1] || a[0].localeCompare(b[0], "zh-Hans-CN"));
    const label = document.createElement("label");
    const name = document.createElement("span");
    name.textContent = head.textContent.trim();
    const select = document.createElement("select");
    select.className = "field";
    select.append(new Option(tools.dataset.all, ""), ...values.map(([value]) => new Option(value, value)));
    label.append(name, select);
    status.before(label);
    choices.push([column, select]);
    select.addEventListener("change", apply);
  });
  function apply() {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = choices.every(([column, select]) => !select.value || text(row.cells[column]) === select.value);
      const content = row.textContent.toLowerCase();
      row.hidden = !(fits && words.every((word) => content.includes(word)));
      if (!row.hidden) shown += 1;
    }
    for (const body of bodies) body.hidden = [...body.rows].every((row) => row.hidden || row.classList.contains("chapter"));
    status.textContent = tools.dataset.shown.replace("{shown}", shown).replace("{count}", rows.length);
  }
  input.addEventListener("input", apply);
}

for (const tools of document.querySelectorAll(".table-tools")) {
  const table = document.getElementById(tools.dataset.table);
  // The choices are read from the cells before the headings become buttons.
  filterable(table, tools);
  sortable(table, tools);
}
