// The rich menu below the composer, if one is linked.

import { menuPicture } from "./api.js";
import { perform } from "./actions.js";
import { byId, h } from "./dom.js";

let shown = "";
let open = true;

export function showRichMenu(menu, person) {
  const place = byId("rich-menu");
  const key = menu ? `${person}/${menu.id}` : "";
  if (key === shown) return;
  shown = key;
  place.hidden = !menu;
  if (!menu) return;
  open = menu.selected !== false;
  const { width, height } = menu.size;
  const share = (part, whole) => `${(100 * part) / whole}%`;
  const areas = menu.areas.map(({ bounds, action }) => h("button", {
    type: "button", class: "rich-area", "aria-label": action.label ?? action.text ?? action.displayText ?? "メニュー",
    onclick: () => perform(person, action),
    style: { left: share(bounds.x, width), top: share(bounds.y, height), width: share(bounds.width, width), height: share(bounds.height, height) },
  }));
  const board = h("div", { class: "rich-board", style: { aspectRatio: `${width} / ${height}` } },
    h("img", { src: menuPicture(menu.id), alt: "" }), areas);
  board.hidden = !open;
  const handle = h("button", { type: "button", class: "rich-handle", "aria-expanded": String(open), onclick: () => {
    open = !open;
    board.hidden = !open;
    handle.setAttribute("aria-expanded", String(open));
  } }, `${menu.chatBarText} ▾`);
  place.replaceChildren(handle, board);
}
