// Flex messages: boxes, texts, buttons and pictures laid out as the phone app does.

import { makeTappable, tappable } from "./actions.js";
import { h } from "./dom.js";

const STEPS = { none: "0", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
const FONTS = { xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px", xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px" };
const PICTURES = { xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%" };
const BORDERS = { none: "0", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px" };
const ALIGN = { start: "start", center: "center", end: "end" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };
const SIDES = { Top: "paddingTop", Bottom: "paddingBottom", Start: "paddingInlineStart", End: "paddingInlineEnd" };
const BLOCKS = ["header", "hero", "body", "footer"];

export function renderFlex(contents, altText, person) {
  if (contents.type === "bubble") return renderBubble(contents, altText, person);
  const bubbles = (contents.contents ?? []).map((bubble, at, all) =>
    renderBubble(bubble, `${altText}（${at + 1}/${all.length}）`, person));
  return h("div", { class: "carousel", role: "group", "aria-roledescription": "カルーセル", "aria-label": altText, tabindex: "0" }, bubbles);
}

function renderBubble(bubble, altText, person) {
  const element = h("article", { class: `bubble bubble-${bubble.size ?? "mega"}`, dir: bubble.direction ?? "ltr", "aria-label": altText });
  const present = BLOCKS.filter((name) => bubble[name]);
  present.forEach((name, at) => {
    const style = bubble.styles?.[name] ?? {};
    const block = h("div", { class: `block block-${name}` }, renderPart(bubble[name], { layout: "vertical" }, person));
    if (style.backgroundColor) block.style.backgroundColor = style.backgroundColor;
    if (style.separator && at > 0) block.style.borderTop = `1px solid ${style.separatorColor ?? "#d4d6da"}`;
    element.append(block);
  });
  if (bubble.action) makeTappable(element, bubble.action, person);
  return element;
}

function renderPart(part, parent, person) {
  const element = (PARTS[part.type] ?? unknown)(part, parent, person);
  place(element, part, parent);
  return element;
}

const PARTS = { box, text, button, image, icon, video, separator, filler: () => h("div", {}) };

function unknown(part) {
  return h("span", { class: "flex-unknown" }, part.type);
}

function box(part, _parent, person) {
  const element = h("div", { class: `box box-${part.layout}` });
  const along = part.layout === "vertical" ? "marginTop" : "marginInlineStart";
  (part.contents ?? []).forEach((child, at) => {
    const rendered = renderPart(child, part, person);
    const gap = child.margin ?? (at > 0 ? part.spacing : undefined);
    if (gap && (at > 0 || child.margin)) rendered.style[along] = STEPS[gap] ?? gap;
    element.append(rendered);
  });
  paint(element, part);
  if (part.action) makeTappable(element, part.action, person);
  return element;
}

function paint(element, part) {
  const style = element.style;
  if (part.paddingAll) style.padding = STEPS[part.paddingAll] ?? part.paddingAll;
  for (const [side, property] of Object.entries(SIDES)) {
    const value = part[`padding${side}`];
    if (value) style[property] = STEPS[value] ?? value;
  }
  if (part.backgroundColor) style.backgroundColor = part.backgroundColor;
  if (part.background?.type === "linearGradient") {
    const { angle, startColor, centerColor, endColor } = part.background;
    style.backgroundImage = `linear-gradient(${[angle, startColor, centerColor, endColor].filter(Boolean).join(", ")})`;
  }
  if (part.cornerRadius) {
    style.borderRadius = STEPS[part.cornerRadius] ?? part.cornerRadius;
    style.overflow = "hidden";
  }
  if (part.borderWidth || part.borderColor) {
    style.border = `${BORDERS[part.borderWidth] ?? part.borderWidth ?? "1px"} solid ${part.borderColor ?? "#d4d6da"}`;
  }
  for (const name of ["width", "height", "maxWidth", "maxHeight", "justifyContent", "alignItems"]) {
    if (part[name]) style[name] = part[name];
  }
}

function place(element, part, parent) {
  const style = element.style;
  const across = parent.layout !== "vertical";
  const share = part.flex ?? (across && part.type !== "icon" && part.type !== "separator" ? 1 : 0);
  const fixed = across && part.width;
  style.flex = fixed ? "0 0 auto" : share > 0 ? `${share} 1 ${across ? "0" : "auto"}` : "0 0 auto";
  if (part.type === "filler") style.flex = `${part.flex ?? 1} 1 0`;
  if (across && part.gravity && parent.layout === "horizontal") style.alignSelf = GRAVITY[part.gravity];
  if (part.position === "absolute") style.position = "absolute";
  const offsets = { offsetTop: "top", offsetBottom: "bottom", offsetStart: "insetInlineStart", offsetEnd: "insetInlineEnd" };
  for (const [name, property] of Object.entries(offsets)) {
    if (!part[name]) continue;
    style.position = style.position || "relative";
    style[property] = STEPS[part[name]] ?? part[name];
  }
}

function face(element, part) {
  const style = element.style;
  if (part.size) style.fontSize = FONTS[part.size] ?? part.size;
  if (part.color) style.color = part.color;
  if (part.weight === "bold") style.fontWeight = "700";
  if (part.style === "italic") style.fontStyle = "italic";
  if (part.decoration && part.decoration !== "none") style.textDecoration = part.decoration;
}

function text(part, _parent, person) {
  const element = h("p", { class: `flex-text${part.wrap ? " wraps" : ""}` });
  if (part.contents?.length) {
    element.append(...part.contents.map((span) => {
      const piece = h("span", {}, span.text ?? "");
      face(piece, span);
      return piece;
    }));
  } else element.textContent = part.text;
  face(element, part);
  if (part.align) element.style.textAlign = ALIGN[part.align];
  if (part.lineSpacing) element.style.lineHeight = `calc(1.35em + ${part.lineSpacing})`;
  if (part.wrap && part.maxLines > 0) {
    element.classList.add("clamped");
    element.style.webkitLineClamp = String(part.maxLines);
  }
  if (part.adjustMode) element.classList.add("shrinks");
  if (part.action) makeTappable(element, part.action, person);
  return element;
}

function button(part, _parent, person) {
  const kind = part.style ?? "link";
  const name = `flex-button flex-${kind} flex-${part.height ?? "md"}${part.adjustMode ? " shrinks" : ""}`;
  const element = tappable(part.action, part.action.label ?? "", { person, className: name });
  if (part.color) element.style[kind === "link" ? "color" : "backgroundColor"] = part.color;
  return element;
}

function picture(part, label) {
  const [wide, high] = (part.aspectRatio ?? "1:1").split(":").map(Number);
  const element = h("div", { class: "picture", role: "img", "aria-label": label }, h("span", { "aria-hidden": "true" }, "🖼"));
  element.style.aspectRatio = `${wide} / ${high}`;
  if (part.backgroundColor) element.style.backgroundColor = part.backgroundColor;
  return element;
}

function image(part, _parent, person) {
  const element = picture(part, "画像");
  element.style.width = PICTURES[part.size ?? "md"] ?? part.size;
  element.style.maxWidth = "100%";
  element.style.alignSelf = { start: "flex-start", end: "flex-end" }[part.align] ?? "center";
  if (part.action) makeTappable(element, part.action, person);
  return element;
}

function video(part) {
  return picture(part, "動画");
}

function icon(part) {
  const size = FONTS[part.size ?? "md"] ?? part.size;
  return h("span", { class: "flex-icon", role: "img", "aria-label": "アイコン", style: { width: size, height: size } });
}

function separator(part, parent) {
  const element = h("div", { class: `separator separator-${parent.layout}`, role: "separator" });
  if (part.color) element.style.backgroundColor = part.color;
  return element;
}

// Make texts marked shrink-to-fit small enough for one line; called once they are on the page.
export function shrinkToFit(root) {
  for (const element of root.querySelectorAll(".shrinks")) {
    let size = parseFloat(getComputedStyle(element).fontSize);
    while (size > 9 && element.scrollWidth > element.clientWidth + 1) {
      size -= 0.5;
      element.style.fontSize = `${size}px`;
    }
  }
}
