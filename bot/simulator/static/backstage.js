// Behind the phone: what goes over the wire, the clock, and faults on demand.

import { get, post } from "./api.js";
import { byId, h, toast } from "./dom.js";

const TIME = new Intl.DateTimeFormat("ja-JP", { month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit", timeZone: "Asia/Tokyo" });
const REASONS = { could_not_connect: "つながらない", request_timeout: "返事がおそい", unclassified: "途中で切れた" };
const wide = window.matchMedia("(min-width: 1180px)");

export async function drawBackstage() {
  if (!wide.matches) return;
  const [{ traffic }, { now }, { faults }] = await Promise.all([get("/_/traffic"), get("/_/clock"), get("/_/faults")]);
  byId("traffic").replaceChildren(...traffic.map(row));
  byId("clock").textContent = TIME.format(new Date(now));
  byId("waiting").hidden = !faults.length;
  byId("waiting").textContent = `まだ起きていない失敗: ${faults.map((fault) => `${fault.on} ${fault.kind}`).join("、")}`;
}

function row({ direction, what, status, note, ok }) {
  const arrow = direction === "webhook" ? "→" : "←";
  return h("li", { class: ok ? "" : "bad" },
    h("span", { role: "img", "aria-label": direction === "webhook" ? "ボットへ" : "ボットから" }, arrow),
    h("code", { title: `${what} ${note}` }, what, note ? ` ${note}` : ""),
    h("b", { title: status }, REASONS[status] ?? status));
}

const guarded = (work) => work.then(drawBackstage).catch((fault) => toast(fault.message));

for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => guarded(post("/_/clock", { advance: Number(button.dataset.advance) })));
}
byId("fault").addEventListener("submit", (event) => {
  event.preventDefault();
  guarded(post("/_/faults", { faults: [{ ...Object.fromEntries(new FormData(event.target)), seconds: 20 }] }));
});
