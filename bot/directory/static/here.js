// Chooses the nearest area from where the telephone is. The place itself is sent nowhere.
const box = document.querySelector(".here");
const select = document.getElementById("area");
const areas = select ? [...select.options].filter((option) => option.dataset.latitude) : [];
if (box && areas.length && navigator.geolocation) {
  const status = box.querySelector("[role=status]");
  const failed = () => { status.textContent = box.dataset.failed; };
  const far = (option, at) => Math.hypot(
    option.dataset.latitude - at.latitude,
    (option.dataset.longitude - at.longitude) * Math.cos(at.latitude * Math.PI / 180),
  );
  const found = ({ coords }) => {
    const nearest = areas.reduce((best, option) => (far(option, coords) < far(best, coords) ? option : best));
    // In degrees, some fifteen kilometres, as in the chat: farther away somebody looks for another town.
    if (far(nearest, coords) > 0.135) { failed(); return; }
    nearest.selected = true;
    status.textContent = box.dataset.found.replace("＊", nearest.textContent.trim());
  };
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: 10000, maximumAge: 60000 });
  });
}
