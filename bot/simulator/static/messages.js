// One entry of a chat as it looks on the phone.

import { act, contentAddress } from "./api.js";
import { perform, tappable } from "./actions.js";
import { h, toast } from "./dom.js";
import { renderFlex } from "./flex.js";
import { sticker } from "./stickers.js";

const LINKS = /(https?:\/\/[^\s「」（）、。]+)|((?<![\d-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\d-]))/g;
const CLOCK = new Intl.DateTimeFormat("ja-JP", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Tokyo" });
const DAY = new Intl.DateTimeFormat("ja-JP", { month: "long", day: "numeric", weekday: "short", timeZone: "Asia/Tokyo" });

export const clock = (at) => CLOCK.format(new Date(at));
export const day = (at) => DAY.format(new Date(at));

export function renderEntry(entry, context) {
  if (entry.author === "notice") return h("p", { class: "notice" }, entry.message.text);
  if (entry.unsent) {
    const who = entry.author === "person" ? "" : context.account;
    return h("p", { class: "notice" }, `${who}メッセージの送信を取り消しました`);
  }
  return entry.author === "person" ? renderOwn(entry, context) : renderTheirs(entry, context);
}

function renderOwn(entry, context) {
  const meta = h("span", { class: "meta" }, entry.read ? h("span", {}, "既読") : null, h("time", { datetime: entry.at }, clock(entry.at)));
  const more = h("button", {
    class: "more", type: "button", "aria-label": "このメッセージを取り消す", title: "送信取消",
    onclick: () => act(context.person, "unsend", { message_id: entry.id }).catch((fault) => toast(fault.message)),
  }, h("span", { "aria-hidden": "true" }, "✕"));
  return h("div", { class: "row own", "data-id": entry.id }, more, meta, renderMessage(entry, context));
}

function renderTheirs(entry, context) {
  const name = entry.message.sender?.name ?? context.account;
  return h("div", { class: "row theirs", "data-id": entry.id },
    h("img", { class: "avatar", src: "/static/mark.svg", alt: "", width: "38", height: "38" }),
    h("div", { class: "theirs-body" },
      h("span", { class: "sender" }, name),
      h("div", { class: "with-meta" }, renderMessage(entry, context),
        h("time", { class: "meta", datetime: entry.at }, clock(entry.at)))));
}

// A message that cannot be drawn must not hide the others.
function renderMessage(entry, context) {
  const message = entry.message;
  try {
    return (KINDS[message.type] ?? unknown)(message, context, entry);
  } catch (fault) {
    console.warn(fault);
    return unknown(message);
  }
}

const KINDS = {
  text: (message, context) => h("div", { class: "balloon" }, linked(message.text, context)),
  textV2: (message, context) => h("div", { class: "balloon" }, linked(filled(message), context)),
  sticker: (message) => h("div", { class: "sticker", role: "img", "aria-label": `スタンプ ${sticker(message.stickerId)}` }, sticker(message.stickerId)),
  image: (message, _context, entry) => entry.author === "person"
    ? h("img", { class: "photo", src: contentAddress(entry.id), alt: "送った写真" })
    : placeholder("🖼", "写真"),
  video: () => placeholder("🎬", "動画"),
  audio: (message) => h("div", { class: "balloon voice" }, h("span", { "aria-hidden": "true" }, "▶"), h("span", { class: "wave", "aria-hidden": "true" }),
    h("span", {}, `音声 0:${String(Math.round((message.duration ?? 0) / 1000)).padStart(2, "0")}`)),
  file: (message) => h("div", { class: "balloon attached" }, h("span", { "aria-hidden": "true" }, "📄"), h("span", {}, message.fileName, h("small", {}, `${message.fileSize} バイト`))),
  location: (message) => h("div", { class: "place" }, h("div", { class: "place-map", "aria-hidden": "true" }, "📍"),
    h("div", { class: "place-words" }, h("strong", {}, message.title ?? "位置情報"), message.address ?? `${message.latitude}, ${message.longitude}`)),
  flex: (message, context) => renderFlex(message.contents, message.altText, context.person),
  template: (message, context) => TEMPLATES[message.template.type](message.template, context, message.altText),
  imagemap: (message) => placeholder("🖼", message.altText),
};

function unknown(message) {
  return h("div", { class: "balloon" }, `表示できないメッセージです（${message.type}）`);
}

function placeholder(sign, label) {
  return h("div", { class: "picture photo-place", role: "img", "aria-label": label }, h("span", { "aria-hidden": "true" }, sign));
}

function filled(message) {
  return message.text.replace(/\{\{|\}\}|\{(\w+)\}/g, (found, key) => {
    if (!key) return found[0];
    const value = message.substitution?.[key];
    return value?.type === "mention" ? `@${value.mentionee?.userId ? "メンバー" : "All"}` : "☺";
  });
}

function linked(words, context) {
  const pieces = [];
  let at = 0;
  for (const found of words.matchAll(LINKS)) {
    pieces.push(words.slice(at, found.index));
    const uri = found[1] ?? `tel:${found[2]}`;
    pieces.push(tappable({ type: "uri", uri }, found[0], { person: context.person, className: "in-text" }));
    at = found.index + found[0].length;
  }
  return [...pieces, words.slice(at)];
}

const TEMPLATES = { buttons: card, confirm, carousel, image_carousel: imageCarousel };

function card(part, context, altText) {
  return h("article", { class: "template", "aria-label": altText },
    part.thumbnailImageUrl ? h("div", { class: "picture template-picture", role: "img", "aria-label": "画像" }) : null,
    h("div", { class: "template-words" }, part.title ? h("strong", {}, part.title) : null, h("p", {}, part.text)),
    h("div", { class: "template-actions" }, part.actions.map((action) => tappable(action, action.label, { person: context.person }))));
}

function confirm(part, context, altText) {
  const element = card(part, context, altText);
  element.classList.add("confirm");
  return element;
}

function carousel(part, context, altText) {
  return h("div", { class: "carousel", role: "group", "aria-label": altText, tabindex: "0" },
    part.columns.map((column, at) => card(column, context, `${altText}（${at + 1}/${part.columns.length}）`)));
}

function imageCarousel(part, context, altText) {
  return h("div", { class: "carousel", role: "group", "aria-label": altText, tabindex: "0" }, part.columns.map((column) =>
    h("button", { class: "picture image-column", type: "button", onclick: () => perform(context.person, column.action) },
      h("span", {}, column.action.label ?? "🖼"))));
}
