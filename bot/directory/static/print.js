// The button of the hand-out; without it the browser's own menu does the same.
document.querySelector("[data-print]").addEventListener("click", () => window.print());
