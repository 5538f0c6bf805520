// Making elements, showing a toast, asking in a dialog.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "style") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

let toastTimer = 0;
export function toast(words) {
  const place = byId("toast");
  place.textContent = words;
  place.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.classList.remove("shown"), 3500);
}

// Ask for the values of some fields; gives null when the person closes the dialog.
export function ask(title, fields, submit) {
  const dialog = byId("dialog");
  const inputs = fields.map((field) =>
    h("label", {}, h("span", {}, field.label),
      h("input", { name: field.name, type: field.type ?? "text", value: field.value, min: field.min, max: field.max, step: field.step, required: true })));
  return new Promise((resolve) => {
    const form = h("form", { method: "dialog" },
      h("h2", { id: "dialog-title" }, title), inputs,
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", onclick: () => dialog.close("") }, "やめる"),
        h("button", { type: "submit", value: "ok", class: "main" }, submit)));
    dialog.replaceChildren(form);
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "ok" ? Object.fromEntries(new FormData(form)) : null);
    }, { once: true });
    dialog.showModal();
  });
}
