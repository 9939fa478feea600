// What was unfolded over the page is folded again by Escape, and the keyboard is back at what unfolded it.

const SHEETS = ".columns-nav details[open], details.share[open]";

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  for (const sheet of document.querySelectorAll(SHEETS)) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});
