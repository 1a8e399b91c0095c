// The intake form: Enter goes on to the next field, Ctrl+Enter receives, and the summary follows what is typed.

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-intake]");
  if (!form || event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-receive]"));
  } else if (event.target.matches("input:not([type=file], [type=checkbox])")) {
    // A scanner ends with Enter; a half filled intake must not be sent by it.
    event.preventDefault();
    next(form, event.target);
  }
});

/** @param {HTMLFormElement} form @param {HTMLElement} from */
function next(form, from) {
  const fields = [...form.elements].filter((field) =>
    field.matches("input:not([type=hidden]), select, textarea, [data-receive]") &&
    field.offsetParent !== null &&
    (field.type !== "radio" || field.checked || field.name !== from.name)
  );
  const after = fields.slice(fields.indexOf(from) + 1).find((field) => field.name !== from.name);
  after?.focus();
}

for (const kind of ["input", "change", "repeat", "htmx:after:swap"]) {
  document.addEventListener(kind, () => {
    const form = document.querySelector("form[data-intake]");
    if (form) summarise(form);
  });
}

// Choosing "new client" carries over what was typed into the search.
document.addEventListener("change", (event) => {
  const { target } = event;
  if (!target.matches?.('form[data-intake] input[name="client_id"][value="new"]')) return;
  const query = target.form.elements.client_query.value.trim();
  const name = target.form.elements["client.name"];
  const field = query.includes("@")
    ? target.form.elements["client.contacts.1.value"]
    : /^[\d\s()+.\-]{6,}$/.test(query)
    ? target.form.elements["client.contacts.0.value"]
    : name;
  if (query && !field.value) field.value = query;
  name.focus();
});

/** @param {HTMLFormElement} form */
function summarise(form) {
  const count = form.querySelectorAll("[data-repeat=devices] > .repeat-list > .repeat-entry").length;
  for (const place of form.querySelectorAll("[data-count-one]")) {
    const { countOne, countMany } = place.dataset;
    say(place.querySelector("span") ?? place, count === 1 ? countOne : countMany.replace("0", String(count)));
  }
}

/** @param {Element} place @param {string} sentence */
function say(place, sentence) {
  if (place.textContent !== sentence) place.textContent = sentence;
}
