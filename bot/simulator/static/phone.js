// The phone: who holds it, what the talk shows, and the live updates.

import { act, get, post, useChannel } from "./api.js";
import { tappable } from "./actions.js";
import { byId, h, toast } from "./dom.js";
import { shrinkToFit } from "./flex.js";
import { clock, day, renderEntry } from "./messages.js";
import { showRichMenu } from "./richmenu.js";
import { drawBackstage } from "./backstage.js";
import { buildMenu, closeMenu, closeTray, openAttachments, openStickers, toggleMenu } from "./trays.js";

const state = { person: "", drawn: new Map(), version: 0, shown: 0, atEnd: true };
const account = () => byId("account-name").textContent;

function drawPeople(people) {
  const rows = people.map((person) => h("li", {},
    h("button", {
      type: "button", class: "person", "data-key": person.key, "aria-current": person.key === state.person ? "true" : undefined,
      onclick: () => choose(person.key),
    },
    h("span", { class: "face", "aria-hidden": "true" }, person.face),
    h("span", { class: "person-words" },
      h("span", { class: "person-name" }, person.name),
      h("span", { class: "person-last" }, person.preview || person.note)),
    h("span", { class: "person-side" },
      person.at ? h("time", { datetime: person.at }, clock(person.at)) : null,
      person.unread ? h("span", { class: "badge", "aria-label": `未読${person.unread}件` }, String(person.unread)) : null))));
  const focused = document.activeElement?.dataset?.key;
  byId("people").replaceChildren(...rows);
  if (focused) byId("people").querySelector(`[data-key="${focused}"]`)?.focus();
}

function choose(key) {
  document.body.dataset.screen = "talk";
  if (state.person !== key) {
    state.person = key;
    startOver();
    byId("text").value = localStorage.getItem(`draft/${key}`) ?? "";
    grow();
  }
  closeTray();
  closeMenu();
  location.hash = key;
  refresh().catch((fault) => toast(fault.message));
}

function drawTalk(chat) {
  const talk = byId("talk");
  const context = { person: state.person, account: account() };
  let lastDay = "";
  let added = false;
  for (const entry of chat.entries) {
    const signature = `${entry.unsent}${entry.read}${entry.edited}`;
    const known = state.drawn.get(entry.id);
    const today = day(entry.at);
    if (known?.signature !== signature) {
      const element = renderEntry(entry, context);
      if (known) known.element.replaceWith(element);
      else {
        if (today !== lastDay) talk.append(h("p", { class: "day" }, today));
        talk.append(element);
        added = true;
      }
      state.drawn.set(entry.id, { element, signature });
      shrinkToFit(element);
    }
    lastDay = today;
  }
  drawTail(talk, chat);
  state.atEnd ||= added;
}

function stayAtEnd() {
  if (state.atEnd) byId("talk").scrollTop = byId("talk").scrollHeight;
}

function drawTail(talk, chat) {
  talk.querySelectorAll(".empty, .loading").forEach((element) => element.remove());
  if (!chat.entries.length) {
    talk.append(h("div", { class: "empty" }, h("img", { src: "/static/mark.svg", alt: "", width: "72", height: "72" }),
      h("p", {}, "困りごとを、ふだんの言葉で"), h("p", {}, "送ってみてください。")));
  }
  if (chat.loading) {
    talk.append(h("div", { class: "row theirs loading", role: "status", "aria-label": "入力中" },
      h("img", { class: "avatar", src: "/static/mark.svg", alt: "", width: "38", height: "38" }),
      h("div", { class: "balloon dots" }, h("i", {}), h("i", {}), h("i", {}))));
  }
}

function drawQuickReplies(actions) {
  const quick = byId("quick");
  quick.hidden = !actions.length;
  quick.replaceChildren(...actions.map((action) =>
    tappable(action, action.label, { person: state.person, className: "chip" })));
}

async function refresh() {
  const { people, version } = await get("/_/people");
  state.version = Math.max(state.version, version);
  drawPeople(people);
  drawBackstage();
  const person = state.person;
  if (!person) return;
  const chat = await get(`/_/people/${encodeURIComponent(person)}/chat`);
  // An older answer that comes late must not undo a newer one.
  if (person !== state.person || chat.version < state.shown) return;
  state.shown = chat.version;
  byId("holder").textContent = `${chat.name}の電話`;
  byId("stranger").hidden = chat.friend && !chat.blocked;
  byId("stranger").firstElementChild.textContent = chat.blocked ? "ブロックしています" : "友だちではありません";
  byId("add-friend").textContent = chat.blocked ? "解除する" : "友だち追加";
  byId("text").disabled = chat.blocked;
  drawTalk(chat);
  drawQuickReplies(chat.quick_replies);
  showRichMenu(chat.rich_menu, person);
  stayAtEnd();
  buildMenu(chat, person);
  if (chat.unread && isOnScreen()) await post(`/_/people/${encodeURIComponent(person)}/seen`);
}

function isOnScreen() {
  return document.body.dataset.screen === "talk" || window.matchMedia("(min-width: 760px)").matches;
}

// The stand-in was started anew: nothing that is on the screen is true any more.
function startOver() {
  state.shown = 0;
  state.drawn.clear();
  byId("talk").replaceChildren();
}

async function follow() {
  for (;;) {
    try {
      const loading = document.querySelector(".loading") !== null;
      const { version } = await get(`/_/wait?since=${state.version}&timeout=${loading ? 2 : 20}`);
      if (version < state.version) startOver();
      if (version !== state.version || loading) {
        state.version = version;
        await refresh();
      }
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

async function send() {
  const text = byId("text");
  const words = text.value.trim();
  if (!words || !state.person) return;
  text.value = "";
  localStorage.removeItem(`draft/${state.person}`);
  grow();
  closeTray();
  await act(state.person, "say", { text: words }).catch((fault) => toast(fault.message));
  await refresh();
}

function grow() {
  const text = byId("text");
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 120)}px`;
  byId("send").classList.toggle("ready", text.value.trim() !== "");
}

function listen() {
  const talk = byId("talk");
  talk.addEventListener("load", stayAtEnd, true);
  let last = 0;
  talk.addEventListener("scroll", () => {
    // Only a finger that moves up leaves the end; a picture that grows below does not.
    const near = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
    state.atEnd = near || (state.atEnd && talk.scrollTop >= last);
    last = talk.scrollTop;
  });
  new ResizeObserver(stayAtEnd).observe(talk);
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  byId("text").addEventListener("input", () => {
    localStorage.setItem(`draft/${state.person}`, byId("text").value);
    grow();
  });
  byId("text").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId("plus").addEventListener("click", () => openAttachments(state.person));
  byId("smile").addEventListener("click", () => openStickers(state.person));
  byId("menu-button").addEventListener("click", toggleMenu);
  byId("add-friend").addEventListener("click", () => act(state.person, "follow").then(refresh));
  byId("back").addEventListener("click", () => {
    document.body.dataset.screen = "list";
    byId("people").querySelector("[aria-current]")?.focus();
  });
  byId("channel").addEventListener("change", (event) => {
    useChannel(event.target.value);
    byId("account-name").textContent = event.target.selectedOptions[0].textContent.replace(/（.*$/, "");
    startOver();
    refresh();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closeMenu();
    closeTray();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".menu, #menu-button")) closeMenu();
  });
}

listen();
const wanted = decodeURIComponent(location.hash.slice(1));
const { people } = await get("/_/people");
drawPeople(people);
drawBackstage();
if (people.some((person) => person.key === wanted)) choose(wanted);
else if (window.matchMedia("(min-width: 760px)").matches) choose(people[0].key);
document.body.dataset.ready = "true";
follow();
