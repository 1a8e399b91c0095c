// A client's earlier devices on the intake: choosing one fills its section in, choosing another or none takes that out again.

const FILLED = ["brand", "model", "serial"];

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches?.("[data-device-pick]")) fill(target);
  else if (target.matches?.('form[data-intake] input[name="client_id"]')) forget(target.form);
});

/** @param {HTMLInputElement} pick */
function fill(pick) {
  const entry = pick.closest(".device-entry");
  const stem = pick.name.slice(0, -"device_id".length);
  const others = [...entry.querySelectorAll("[data-device-pick]")].filter((one) => one.value !== "");
  for (const name of FILLED) {
    const field = pick.form.elements[stem + name];
    if (pick.value !== "") field.value = pick.dataset[name];
    else if (others.some((one) => one.dataset[name] === field.value)) field.value = "";
  }
  if (pick.value !== "") pick.form.elements[`${stem}category`].value = pick.dataset.category;
  // Its history, and whether it has an open order, are asked for by the serial's field.
  pick.form.elements[`${stem}serial`].dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * Another client: what was chosen is not theirs.
 * @param {HTMLFormElement} form
 */
function forget(form) {
  for (const pick of form.querySelectorAll("[data-device-pick]:checked")) {
    if (pick.value === "") continue;
    const none = pick.closest(".picks").querySelector('[data-device-pick][value=""]');
    none.checked = true;
    fill(none);
  }
  form.dispatchEvent(new Event("client-chosen"));
}
