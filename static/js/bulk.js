// Choosing several rows: all of them, a stretch with the shift key, and how many are chosen.

let last = null;

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-picks] input[name=orden]");
  if (!box) return;
  const boxes = all(box.closest("[data-picks]"));
  if (event.shiftKey && last && last !== box && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
});

document.addEventListener("change", (event) => {
  const picks = event.target.closest?.("[data-picks]");
  if (!picks) return;
  if (event.target.matches("[data-pick-all]")) {
    for (const box of all(picks)) box.checked = event.target.checked;
  }
  count(picks);
});

/** @param {Element} picks */
function all(picks) {
  return [...picks.querySelectorAll("input[name=orden]")];
}

/** @param {Element} picks */
function count(picks) {
  const boxes = all(picks);
  const chosen = boxes.filter((box) => box.checked).length;
  const out = picks.querySelector("output");
  const { none, one, many } = out.dataset;
  out.textContent = chosen === 0 ? none : chosen === 1 ? one : many.replace("#", String(chosen));
  const every = picks.querySelector("[data-pick-all]");
  every.checked = chosen === boxes.length;
  every.indeterminate = chosen > 0 && chosen < boxes.length;
  for (const button of picks.querySelectorAll("[data-bulk]")) {
    const choice = button.dataset.bulk && button.form.elements[button.dataset.bulk];
    button.disabled = chosen === 0 || (choice && choice.value === "");
  }
}

function countAll() {
  for (const picks of document.querySelectorAll("[data-picks]")) count(picks);
}

countAll();
document.addEventListener("htmx:after:swap", countAll);
addEventListener("pageshow", countAll);
