// What a tap on a button does, as in the phone app.

import { act } from "./api.js";
import { ask, byId, h, toast } from "./dom.js";

const PICKERS = { date: "date", time: "time", datetime: "datetime-local" };
const dialled = (uri) => decodeURIComponent(uri.slice(4));

export async function perform(person, action) {
  try {
    await (DOINGS[action.type] ?? DOINGS.message)(person, action);
  } catch (fault) {
    toast(fault.message);
  }
}

const DOINGS = {
  message: (person, action) => act(person, "tap", { action }),
  richmenuswitch: (person, action) => act(person, "tap", { action }),
  postback: async (person, action) => {
    await act(person, "tap", { action });
    if (action.inputOption === "openKeyboard") openKeyboard(action.fillInText ?? "");
  },
  uri: (_person, action) => {
    if (action.uri.startsWith("tel:")) toast(`📞 ${dialled(action.uri)} に電話をかけます`);
    else toast(`リンク: ${action.uri}`);
  },
  clipboard: async (_person, action) => {
    await navigator.clipboard?.writeText(action.clipboardText).catch(() => undefined);
    toast("コピーしました");
  },
  datetimepicker: async (person, action) => {
    const field = { name: "value", label: action.label ?? "日時", type: PICKERS[action.mode], value: action.initial, min: action.min, max: action.max };
    const chosen = await ask(action.label ?? "日時をえらぶ", [field], "決定");
    if (chosen) await act(person, "tap", { action, params: { [action.mode]: chosen.value.slice(0, 16) } });
  },
  camera: (person) => act(person, "photo"),
  cameraRoll: (person) => act(person, "photo"),
  location: (person) => sendPlace(person),
};

export async function sendPlace(person) {
  const place = await ask("位置情報を送る", [
    { name: "title", label: "場所の名前", value: "いまいる所" },
    { name: "address", label: "住所", value: "本町1丁目" },
    { name: "latitude", label: "緯度", type: "number", step: "any", value: "33.5590" },
    { name: "longitude", label: "経度", type: "number", step: "any", value: "133.5310" },
  ], "送信");
  if (!place) return;
  await act(person, "location", { ...place, latitude: Number(place.latitude), longitude: Number(place.longitude) });
}

export function openKeyboard(words) {
  const text = byId("text");
  text.value = words;
  text.dispatchEvent(new Event("input"));
  text.focus();
}

// Make `element` do its action: web addresses are links, everything else is a button.
export function tappable(action, children, { person, className, label }) {
  if (action.type === "uri" && /^https?:/.test(action.uri)) {
    return h("a", { class: className, href: action.uri, target: "_blank", rel: "noopener noreferrer", "aria-label": label }, children);
  }
  return h("button", { type: "button", class: className, "aria-label": label, onclick: () => perform(person, action) }, children);
}

// Give a box or picture with an action the behaviour of a button.
export function makeTappable(element, action, person) {
  element.classList.add("tappable");
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  if (action.label) element.setAttribute("aria-label", action.label);
  const go = (event) => {
    event.stopPropagation();
    if (action.type === "uri" && /^https?:/.test(action.uri)) window.open(action.uri, "_blank", "noopener");
    else perform(person, action);
  };
  element.addEventListener("click", go);
  element.addEventListener("keydown", (event) => {
    if (event.target === element && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      go(event);
    }
  });
}
