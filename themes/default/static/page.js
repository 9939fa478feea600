// What every page does: what was unfolded over it is folded again by Escape, and the keyboard is back at what unfolded
// it; reading aloud is fetched when it is asked for.

const SHEETS = ".columns-nav details[open], details.share[open]";

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  for (const sheet of document.querySelectorAll(SHEETS)) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});

const speech = document.querySelector(".speech");
if (speech && globalThis.speechSynthesis && globalThis.SpeechSynthesisUtterance) {
  speech.hidden = false;
  speech.querySelector("[data-speech=speak]").addEventListener("click", async () => (await import("./speak.js")).speak());
}
