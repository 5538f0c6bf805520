// The control API of the stand-in.

const state = { channel: "" };

export function useChannel(name) {
  state.channel = name;
}

function address(path) {
  const mark = path.includes("?") ? "&" : "?";
  return state.channel ? `${path}${mark}channel=${encodeURIComponent(state.channel)}` : path;
}

export async function get(path) {
  const response = await fetch(address(path));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export async function post(path, body = {}) {
  const response = await fetch(address(path), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const found = await response.json();
  if (!response.ok) throw new Error(found.message);
  return found;
}

export const act = (person, doing, body = {}) =>
  post(`/_/people/${encodeURIComponent(person)}/${doing}`, { wait: false, ...body });

export const contentAddress = (id) => address(`/_/content/${encodeURIComponent(id)}`);
export const menuPicture = (id) => address(`/_/rich-menus/${encodeURIComponent(id)}/picture`);
