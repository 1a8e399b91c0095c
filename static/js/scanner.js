// A barcode scanner is a keyboard that types faster than anyone and ends with Enter. Wherever the focus is, a scan goes to search,
// or to the form of the page that takes scans (`data-scan-to`, the name of its field).

const LEAST_KEYS = 6;
const MOST_GAP_MS = 35;

let code = "";
let lastAt = 0;
/** @type {{ field: HTMLInputElement | HTMLTextAreaElement, value: string, start: number | null, end: number | null } | null} */
let before = null;
/** One after the other, however quickly they come. */
let scans = Promise.resolve();

document.addEventListener("keydown", (event) => {
  if (
    event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
    document.querySelector("[data-scan-here]:focus")
  ) return;
  const gap = event.timeStamp - lastAt;
  if (event.key === "Enter") {
    if (code.length >= LEAST_KEYS && gap <= MOST_GAP_MS) take(event);
    code = "";
    return;
  }
  if (event.key.length !== 1) return;
  if (gap > MOST_GAP_MS) {
    code = "";
    before = snapshot(event.target);
  }
  code += event.key;
  lastAt = event.timeStamp;
}, true);

/** @param {EventTarget | null} target */
function snapshot(target) {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return null;
  if (
    target instanceof HTMLInputElement &&
    /^(button|submit|checkbox|radio|file|range|color)$/.test(target.type)
  ) return null;
  const { value } = target;
  try {
    return { field: target, value, start: target.selectionStart, end: target.selectionEnd };
  } catch {
    return { field: target, value, start: null, end: null };
  }
}

/** @param {KeyboardEvent} event */
function take(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  const scanned = code;
  if (before) {
    const { field, value, start, end } = before;
    field.value = value;
    if (start !== null && /^(text|search|tel|url|password|textarea)$/.test(field.type)) {
      field.setSelectionRange(start, end);
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (document.querySelector("form[data-scan-to]") && globalThis.htmx) {
    scans = scans.then(() => handOver(scanned), () => handOver(scanned));
    return;
  }
  const form = document.querySelector("form.search");
  if (!form) return;
  const target = new URL(form.action, location.href);
  target.searchParams.set("q", scanned);
  target.searchParams.set("scan", "1");
  location.assign(target);
}

/**
 * Sends a scan as the form that takes it would, with a key of its own; what is half typed in that form stays out of it.
 * @param {string} scanned
 */
async function handOver(scanned) {
  const form = document.querySelector("form[data-scan-to]");
  if (!(form instanceof HTMLFormElement)) return;
  const values = { [form.dataset.scanTo]: scanned, form_key: crypto.randomUUID(), scan: "1" };
  await globalThis.htmx.ajax("POST", form.action, { target: `#${form.id}`, values });
}
