// The search box: a list of suggestions under it, moved through with the arrows (ARIA combobox).

/** @param {Element} input */
function resultsOf(input) {
  return document.getElementById(input.getAttribute("aria-controls") ?? "");
}

/**
 * @param {HTMLInputElement} input
 * @param {boolean} open
 */
function toggle(input, open) {
  const list = resultsOf(input);
  const shown = open && list.childElementCount > 0;
  list.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (!shown) choose(input, null);
}

/**
 * @param {HTMLInputElement} input
 * @param {Element | null} option
 */
function choose(input, option) {
  for (const other of resultsOf(input).querySelectorAll("[role=option]")) {
    other.setAttribute("aria-selected", String(other === option));
  }
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    input.dataset.chosen = option.dataset.href;
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
    delete input.dataset.chosen;
  }
}

/**
 * An answer that arrives after an arrow key was pressed must not take the choice away.
 * @param {HTMLInputElement} input
 */
function keepChoice(input) {
  const options = [...resultsOf(input).querySelectorAll("[role=option]")];
  choose(input, options.find((option) => option.dataset.href === input.dataset.chosen) ?? null);
}

/** @param {Element} option @param {boolean} [aside] in a new tab */
function follow(option, aside = false) {
  const { href } = option.dataset;
  if (aside) open(href, "_blank", "noopener");
  else location.assign(href);
}

document.addEventListener("htmx:after:swap", (event) => {
  const input = event.detail.ctx.sourceElement;
  if (!input?.matches?.(".search-input")) return;
  toggle(input, document.activeElement === input && input.value.trim() !== "");
  keepChoice(input);
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.(".search-input") || event.isComposing) return;
  const options = [...resultsOf(input).querySelectorAll("[role=option]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (options.length === 0) return;
    toggle(input, true);
    const next = event.key === "ArrowDown" ? at + 1 : (at < 0 ? 0 : at) - 1;
    choose(input, options.at(next % options.length));
  } else if (event.key === "Enter" && at >= 0 && !resultsOf(input).hidden) {
    event.preventDefault();
    follow(options[at], event.ctrlKey || event.metaKey);
  } else if (event.key === "Escape") {
    if (resultsOf(input).hidden) input.blur();
    else toggle(input, false);
    event.preventDefault();
  }
});

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.matches(".search-input")) return;
  choose(input, null);
  if (input.value.trim() === "") toggle(input, false);
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches(".search-input") && event.target.value.trim() !== "") toggle(event.target, true);
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches(".search-input")) toggle(event.target, false);
});

// On pointerdown, before the box loses the focus and the list closes.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest(".search-results")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const option = event.target.closest(".search-option");
  if (option) follow(option, event.ctrlKey || event.metaKey);
});

document.addEventListener("auxclick", (event) => {
  const option = event.target.closest(".search-option");
  if (option && event.button === 1) follow(option, true);
});
