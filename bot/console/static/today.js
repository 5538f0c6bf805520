// Keeps the day's page true while it stands open: asks whether it has changed, takes the new part in, and calls.
"use strict";

const EVERY = 15000;
const plainTitle = document.title;
const news = document.getElementById("news");
const button = document.getElementById("sound");
let audio = null;

function here() {
  return document.getElementById("today");
}

function showTitle() {
  const urgent = Number(here().dataset.urgent);
  document.title = urgent ? `(${urgent}) ${plainTitle}` : plainTitle;
}

function tone() {
  if (!audio) return;
  for (const [start, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) {
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    voice.frequency.value = pitch;
    volume.gain.value = 0.2;
    voice.connect(volume).connect(audio.destination);
    voice.start(audio.currentTime + start);
    voice.stop(audio.currentTime + start + 0.2);
  }
}

function placeOf(element) {
  const form = element.closest("form");
  return form ? `form[action="${form.getAttribute("action")}"] button` : `a[href="${element.getAttribute("href")}"]`;
}

async function takeIn(before) {
  const answer = await fetch(`/console/?fresh=1&view=${before.dataset.view}`, { credentials: "same-origin" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("today");
  if (!answer.ok || !fresh) return;
  const more = Number(fresh.dataset.urgent) > Number(before.dataset.urgent);
  // Whoever works by keyboard stays where they were.
  const held = before.contains(document.activeElement) ? placeOf(document.activeElement) : "";
  before.replaceWith(fresh);
  if (held) fresh.querySelector(held)?.focus();
  news.textContent = more ? news.dataset.urgent : news.dataset.fresh;
  if (more) tone();
  showTitle();
}

async function look() {
  const before = here();
  const answer = await fetch(`/console/today/mark?view=${before.dataset.view}`, { credentials: "same-origin", redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    document.getElementById("lost").hidden = false;
    return;
  }
  if (answer.ok && (await answer.json()).mark !== before.dataset.mark) await takeIn(before);
}

function again() {
  look().catch(() => {}).finally(() => setTimeout(again, EVERY));
}

button.closest(".sound").hidden = false;
button.addEventListener("click", () => {
  audio = audio ? null : new AudioContext();
  button.setAttribute("aria-pressed", String(Boolean(audio)));
  button.textContent = audio ? button.dataset.on : button.dataset.off;
  tone();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look().catch(() => {});
});
showTitle();
setTimeout(again, EVERY);
