// Shortcuts of the keyboard; never while something is being typed.

const SEQUENCE_MS = 1200;
/** A key that another follows this fast came from a scanner, see scanner.js. */
const BURST_MS = 35;
const SETTLE_MS = 45;

let first = "";
let lastAt = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

/** @param {EventTarget | null} target */
function typing(target) {
  return target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button])"));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const row = event.target.closest?.("[data-rows]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return moveRow(event, row);
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key.length !== 1) return;
  const gap = event.timeStamp - lastAt;
  lastAt = event.timeStamp;
  clearTimeout(waiting);
  const keys = gap < SEQUENCE_MS && first ? `${first} ${event.key}` : event.key;
  first = "";
  if (gap < BURST_MS) return;
  if (event.key === "g") {
    first = "g";
    return;
  }
  const deed = deedOf(keys);
  if (!deed) return;
  event.preventDefault();
  waiting = setTimeout(deed, SETTLE_MS);
});

/**
 * What the keys stand for on this page.
 * @param {string} keys
 * @returns {(() => void) | null}
 */
function deedOf(keys) {
  const place = document.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
  if (place instanceof HTMLElement) return () => location.assign(place.dataset.href);
  if (keys === "/") {
    const box = document.querySelector(".search-input");
    return box && (() => box.select());
  }
  const line = document.activeElement?.closest("[data-rows] > *")?.querySelector(
    `[data-row-key="${CSS.escape(keys)}"]`,
  );
  const own = line ?? document.querySelector(
    keys === "?" ? '[data-dialog="shortcuts"]' : `[data-key="${CSS.escape(keys)}"]`,
  );
  const target = own instanceof HTMLDetailsElement ? own.querySelector("summary") : own;
  if (!(target instanceof HTMLElement)) return null;
  return () => {
    target.focus();
    target.click();
  };
}

/**
 * @param {KeyboardEvent} event
 * @param {Element | null} inside
 */
function moveRow(event, inside) {
  if (typing(event.target) || event.target.closest("details.menu, dialog")) return;
  const list = inside ?? document.querySelector("main [data-rows]");
  if (!list || (!inside && event.target !== document.body && event.target.id !== "main")) return;
  const rows = [...list.querySelectorAll(".row-link")];
  if (rows.length === 0) return;
  event.preventDefault();
  const at = rows.findIndex((row) =>
    row === document.activeElement || row.closest("tr, li")?.contains(document.activeElement)
  );
  const next = event.key === "ArrowDown" ? Math.min(at + 1, rows.length - 1) : Math.max(at - 1, 0);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}
