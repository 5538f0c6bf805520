"use strict";
// The codes change every thirty seconds; the page shows those of the moment without being loaded again.
async function refresh() {
  try {
    const people = await (await fetch("codes.json", { cache: "no-store" })).json();
    for (const person of people) {
      const cell = document.querySelector(`[data-code="${CSS.escape(person.login)}"]`);
      if (cell) cell.textContent = person.code;
    }
  } catch {
    // The demo was ended: the last codes stay until somebody starts it again.
  }
}
setInterval(refresh, 3000);
