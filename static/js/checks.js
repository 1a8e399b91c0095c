// Says beside a field what is wrong with it once it has been left (`form[data-check-url]`), and takes that back when it is mended.
// The server has the rules: it is sent what was typed and answers a note for every wrong field, and the parts of the form that follow
// what was typed (`data-check-part`).

const TYPING_MS = 300;
const CHOICES = "select, input[type=radio], input[type=checkbox], input[type=hidden]";

/** @type {WeakSet<Element>} fields that somebody has left, or that came back wrong */
const left = new WeakSet();
/** @type {WeakMap<HTMLFormElement, ReturnType<typeof setTimeout>>} */
const timers = new WeakMap();
/** @type {WeakMap<HTMLFormElement, AbortController>} */
const running = new WeakMap();

/** @param {EventTarget | null} target @returns {HTMLFormElement | null} */
function formOf(target) {
  const form = target instanceof Element ? target.closest("form[data-check-url]") : null;
  return form instanceof HTMLFormElement ? form : null;
}

/** The field around an element, and the field that this one is a part of. @param {Element} element */
function holdersOf(element) {
  const holders = [];
  for (let one = element.closest(".field"); one; one = one.parentElement?.closest(".field")) {
    holders.push(one);
  }
  return holders;
}

document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  const next = event.relatedTarget;
  if (!form || !document.hasFocus()) return;
  for (const holder of holdersOf(event.target)) if (!holder.contains(next)) left.add(holder);
  const group = event.target.closest("[data-check-group]");
  if (group && next && form.contains(next) && !group.contains(next)) {
    for (const holder of group.querySelectorAll(".field")) left.add(holder);
  }
  later(form, 0);
});

document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  if (event.target.matches(CHOICES)) { for (const holder of holdersOf(event.target)) left.add(holder); }
  later(form, 0);
});

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  // A note that the page came with goes when its field is written anew, whatever it was about.
  for (const holder of holdersOf(event.target)) if (holder.matches(".wrong")) left.add(holder);
  if (form.querySelector(".field.wrong")) later(form, TYPING_MS);
});

document.addEventListener("repeat", (event) => {
  const form = formOf(event.target);
  if (form) later(form, 0);
});

document.addEventListener("submit", (event) => {
  clearTimeout(timers.get(event.target));
  running.get(event.target)?.abort();
});

/** @param {HTMLFormElement} form @param {number} wait */
function later(form, wait) {
  clearTimeout(timers.get(form));
  running.get(form)?.abort();
  timers.set(form, setTimeout(() => check(form), wait));
}

/** @param {HTMLFormElement} form */
async function check(form) {
  if (!form.isConnected || form.dataset.sending) return;
  const asking = new AbortController();
  running.set(form, asking);
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  try {
    const answer = await fetch(form.dataset.checkUrl, {
      method: "POST",
      body: typedIn(form),
      headers: { "X-CSRF-Token": token },
      signal: asking.signal,
    });
    // Whoever is signed out hears so from the draft, and from sending the form.
    if (!answer.ok || answer.redirected) return;
    const answered = new DOMParser().parseFromString(await answer.text(), "text/html");
    await released();
    if (!asking.signal.aborted) show(form, answered);
  } catch (error) {
    // Without a connection nothing is checked until it is sent; the draft says that there is none.
    if (!(error instanceof TypeError) && !asking.signal.aborted) throw error;
  }
}

/** Everything but pictures: of the signature it is enough that there is one. @param {HTMLFormElement} form */
function typedIn(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  if (body.get("signature")) body.set("signature", "drawn");
  return body;
}

let pressed = false;
document.addEventListener("pointerdown", () => pressed = true, true);
for (const kind of ["pointerup", "pointercancel"]) {
  document.addEventListener(kind, () => pressed = false, true);
}

/** A note moves what stands below it: not between the press and the release of a button there. */
async function released() {
  if (!pressed) return;
  await new Promise((done) => {
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, done, { once: true });
  });
  await new Promise((done) => setTimeout(done, 0));
}

/** @param {HTMLFormElement} form @param {Document} answered */
function show(form, answered) {
  const notes = new Map([...answered.querySelectorAll(".field-error")].map((note) => [note.id, note]));
  const said = [];
  for (const shown of form.querySelectorAll(".field-error")) {
    const holder = shown.closest(".field");
    // What the page came with and the answer knows too is a matter of the field alone, and can be mended there.
    if (notes.has(shown.id)) left.add(holder);
    else if (left.has(holder)) mend(form, shown);
  }
  for (const [id, note] of notes) {
    const control = document.getElementById(id.slice(0, -"-error".length));
    const holder = control?.closest(".field");
    if (!control || !holder || !form.contains(holder) || !left.has(holder)) continue;
    const shown = document.getElementById(id);
    if (shown?.textContent === note.textContent) continue;
    if (shown) shown.replaceWith(note);
    else if (holder.contains(document.activeElement)) continue;
    else {
      holder.append(note);
      said.push(`${labelOf(holder)}: ${note.textContent.trim()}`);
    }
    mark(holder, control, { id, wrong: true });
  }
  form.querySelector("[data-check-said]").textContent = said.join(" ");
  for (const part of answered.querySelectorAll("[data-check-part]")) {
    const shown = document.getElementById(part.id);
    if (shown && shown.textContent !== part.textContent) shown.textContent = part.textContent;
  }
}

/** @param {HTMLFormElement} form @param {Element} note */
function mend(form, note) {
  const id = note.id.slice(0, -"-error".length);
  const control = document.getElementById(id);
  const holder = note.closest(".field");
  note.remove();
  if (control) mark(holder, control, { id: note.id, wrong: false });
  form.querySelector(`.error-summary a[href="#${CSS.escape(id)}"]`)?.closest("li").classList.add("mended");
}

/** @param {Element} holder @param {Element} control @param {{ id: string, wrong: boolean }} state */
function mark(holder, control, { id, wrong }) {
  holder.classList.toggle("wrong", wrong);
  const group = holder.matches("fieldset");
  if (!group && !control.matches("input, select, textarea")) return;
  const described = group ? holder : control;
  const ids = new Set((described.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (wrong) ids.add(id);
  else ids.delete(id);
  if (ids.size > 0) described.setAttribute("aria-describedby", [...ids].join(" "));
  else described.removeAttribute("aria-describedby");
  if (group) return;
  if (wrong) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/** Without the star and the words for "obligatory". @param {Element} holder */
function labelOf(holder) {
  const label = holder.querySelector(".field-label, legend, label span");
  return label?.firstChild?.textContent.trim() ?? "";
}

// Notes that the page came with: what the answer says of them too can be mended at once.
for (const form of document.querySelectorAll("form[data-check-url]")) {
  if (form.querySelector(".field-error")) later(form, 0);
}
