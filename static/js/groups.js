// Groups of fields to add and remove (`data-repeat`): clones the template and keeps the numbers in names and ids in order.

document.addEventListener("click", (event) => {
  const add = event.target.closest?.("[data-repeat-add]");
  const remove = event.target.closest?.("[data-repeat-remove]");
  const group = (add ?? remove)?.closest("[data-repeat]");
  if (!group) return;
  event.preventDefault();
  const list = group.querySelector(".repeat-list");
  if (add) {
    const template = group.querySelector(":scope > template");
    list.append(template.content.cloneNode(true));
    number(group);
    list.lastElementChild.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  } else {
    const entry = remove.closest(".repeat-entry");
    const next = entry.nextElementSibling ?? entry.previousElementSibling;
    entry.remove();
    number(group);
    (next?.querySelector("input:not([type=hidden]), select, textarea") ??
      group.querySelector("[data-repeat-add]")).focus();
  }
  globalThis.htmx?.process(list);
  group.dispatchEvent(new CustomEvent("repeat", { bubbles: true, detail: { count: list.children.length } }));
});

const ATTRIBUTES = [
  "name",
  "id",
  "for",
  "aria-describedby",
  "aria-labelledby",
  "aria-controls",
  "value",
  "href",
  "data-name",
  "hx-target",
];

/** @param {HTMLElement} group */
function number(group) {
  const { repeat: name, label = "" } = group.dataset;
  const entries = [...group.querySelectorAll(":scope > .repeat-list > .repeat-entry")];
  const shapes = [[new RegExp(`\\b${name}\\.(?:\\d+|__index__)(?=\\.|$)`, "g"), "."], [
    new RegExp(`\\b${name}-(?:\\d+|__index__)(?=-|\\b)`, "g"),
    "-",
  ]];
  for (const [index, entry] of entries.entries()) {
    for (const element of [entry, ...entry.querySelectorAll("*")]) {
      for (const attribute of ATTRIBUTES) {
        if (attribute === "value" && element.name !== "remove") continue;
        const value = element.getAttribute(attribute);
        if (!value) continue;
        const fresh = shapes.reduce(
          (made, [shape, mark]) => made.replace(shape, `${name}${mark}${index}`),
          value,
        );
        if (fresh !== value) element.setAttribute(attribute, fresh);
      }
    }
    for (
      const title of entry.querySelectorAll(
        ":scope > legend[data-repeat-label], :scope > button [data-repeat-label]",
      )
    ) {
      title.textContent = label.replace("#", String(index + 1));
    }
    const remove = entry.querySelector(":scope > [data-repeat-remove]");
    if (remove) remove.hidden = entries.length <= Number(group.dataset.min);
  }
  group.querySelector(":scope > [data-repeat-add]").disabled = entries.length >= Number(group.dataset.max);
}
