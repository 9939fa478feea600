// Reading aloud, passage by passage, with the passage marked: of a document its text, of other pages what they are about.

const PASSAGES = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, caption, th, td";
const SILENT = "nav, form, .tools, .hidden, [aria-hidden=true]";
const speech = globalThis.speechSynthesis;
const controls = document.querySelector(".speech");
const control = (name) => controls.querySelector(`[data-speech=${name}]`);

let reading = null;

function passages() {
  const place = document.querySelector(".document .text") ?? document.querySelector("main");
  const isSaid = (element) => !element.closest(SILENT) && !element.querySelector(PASSAGES) && element.innerText.trim();
  return [...place.querySelectorAll(PASSAGES)].filter(isSaid);
}

function read(at) {
  reading?.passages[reading.at]?.classList.remove("spoken");
  const passage = reading?.passages[at];
  if (!passage) return stop();
  reading.at = at;
  passage.classList.add("spoken");
  passage.scrollIntoView({ block: "nearest" });
  const words = new SpeechSynthesisUtterance(passage.innerText);
  words.lang = document.documentElement.lang;
  words.rate = Number(control("rate").value);
  words.onend = () => reading && read(at + 1);
  speech.speak(words);
}

function showReading(isReading) {
  control("stop").hidden = control("rate").parentElement.hidden = !isReading;
}

function stop() {
  reading?.passages[reading.at]?.classList.remove("spoken");
  reading = null;
  speech.cancel();
  control("speak").setAttribute("aria-pressed", "false");
  showReading(false);
}

function speak() {
  const isPressed = control("speak").getAttribute("aria-pressed") === "true";
  control("speak").setAttribute("aria-pressed", String(!isPressed));
  if (isPressed) return speech.pause();
  if (reading) return speech.resume();
  speech.cancel();
  const all = passages();
  const first = all.findIndex((element) => element.getBoundingClientRect().bottom > 0);
  reading = { passages: all, at: 0 };
  showReading(true);
  read(Math.max(first, 0));
}

if (controls && speech && globalThis.SpeechSynthesisUtterance) {
  controls.hidden = false;
  control("speak").addEventListener("click", speak);
  control("stop").addEventListener("click", stop);
  addEventListener("pagehide", stop);
}
