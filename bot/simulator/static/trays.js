// What opens below the composer and behind the menu: attachments, stickers, and what one can do with the talk.

import { act, post } from "./api.js";
import { sendPlace } from "./actions.js";
import { byId, h, toast } from "./dom.js";
import { STICKERS } from "./stickers.js";

const guarded = (work) => work().catch((fault) => toast(fault.message));

function openTray(opener, children, name) {
  const tray = byId("tray");
  const closing = !tray.hidden && tray.dataset.name === name;
  closeTray();
  if (closing) return;
  tray.replaceChildren(...children);
  tray.dataset.name = name;
  tray.className = `tray tray-${name}`;
  tray.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  tray.querySelector("button")?.focus();
}

export function closeTray() {
  byId("tray").hidden = true;
  for (const id of ["plus", "smile"]) byId(id).setAttribute("aria-expanded", "false");
}

export function openAttachments(person) {
  const item = (sign, label, work) => h("button", { type: "button", class: "tray-item", onclick: () => {
    closeTray();
    guarded(work);
  } }, h("span", { "aria-hidden": "true" }, sign), label);
  openTray(byId("plus"), [
    item("🏞", "見本の写真", () => act(person, "photo")),
    item("📷", "写真をえらぶ", () => pick(person, "photo", "image/*")),
    item("🎤", "音声", () => act(person, "voice")),
    item("📍", "位置情報", () => sendPlace(person)),
    item("📄", "ファイル", () => act(person, "file")),
  ], "attachments");
}

export function openStickers(person) {
  openTray(byId("smile"), Object.entries(STICKERS).map(([id, sign]) =>
    h("button", { type: "button", class: "tray-sticker", "aria-label": `スタンプ ${sign}`, onclick: () => {
      closeTray();
      guarded(() => act(person, "sticker", { sticker_id: id }));
    } }, sign)), "stickers");
}

function pick(person, doing, accept) {
  return new Promise((resolve, reject) => {
    const input = h("input", { type: "file", accept });
    input.addEventListener("change", async () => {
      const bytes = new Uint8Array(await input.files[0].arrayBuffer());
      let binary = "";
      for (const byte of bytes) binary += String.fromCharCode(byte);
      act(person, doing, { data: btoa(binary), media_type: input.files[0].type, name: input.files[0].name }).then(resolve, reject);
    });
    input.click();
  });
}

export function buildMenu(chat, person) {
  const item = (label, work) => h("button", { type: "button", role: "menuitem", onclick: () => {
    closeMenu();
    guarded(work);
  } }, label);
  const repeat = (redelivery) => async () => {
    await post("/_/webhooks/repeat", { which: "last", redelivery });
    toast(redelivery ? "最後の知らせをもう一度届けました（再送の印つき）" : "最後の知らせを二重に届けました（印なし）");
  };
  byId("menu").replaceChildren(
    chat.blocked ? item("ブロックを解除", () => act(person, "unblock")) : item("ブロック", () => act(person, "block")),
    item("友だち追加をやりなおす", () => act(person, "follow")),
    item("最後のメッセージを送信取消", () => act(person, "unsend")),
    h("hr", {}),
    item("もう一度届ける（再送）", repeat(true)),
    item("二重に届ける（印なし）", repeat(false)),
    item("時計を1日すすめる", () => post("/_/clock", { advance: 86400 })),
  );
}

export function toggleMenu() {
  const menu = byId("menu");
  menu.hidden = !menu.hidden;
  byId("menu-button").setAttribute("aria-expanded", String(!menu.hidden));
  if (!menu.hidden) menu.querySelector("button")?.focus();
}

export function closeMenu() {
  byId("menu").hidden = true;
  byId("menu-button").setAttribute("aria-expanded", "false");
}
