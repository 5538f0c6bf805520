// Keeps what is typed as a draft while it is typed, so that whoever is called away finds it again. Without this script
// the button "later" does the same.
"use strict";

const form = document.querySelector("form[data-draft]");
const told = document.querySelector(".kept");
const PAUSE = 1500;
let waiting = 0;
let sending = false;

async function keep() {
  if (sending) return;
  sending = true;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const kept = answer.ok && (answer.headers.get("Content-Type") || "").includes("json");
    if (kept) {
      form.elements.version.value = (await answer.json()).version;
      told.hidden = false;
    }
  } catch {
    told.hidden = true;
  } finally {
    sending = false;
  }
}

if (form && told) {
  form.addEventListener("input", () => {
    told.hidden = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
