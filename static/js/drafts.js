// Saves a form as a draft while it is being filled in: `form[data-draft-url]`.

const WAIT_MS = 1500;
const RETRY_MS = 8000;
const text = JSON.parse(document.querySelector('meta[name="script-text"]')?.getAttribute("content") ?? "{}");
/** @type {WeakMap<HTMLFormElement, ReturnType<typeof setTimeout>>} */
const timers = new WeakMap();
/** @type {WeakMap<HTMLFormElement, AbortController>} */
const running = new WeakMap();

/** @param {HTMLFormElement} form @param {number} wait */
function later(form, wait) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), wait));
}

/** @param {HTMLFormElement} form */
function fields(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

/** @param {HTMLFormElement} form */
async function save(form) {
  timers.delete(form);
  if (!form.isConnected || form.dataset.sending) return;
  const sending = new AbortController();
  running.set(form, sending);
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: fields(form),
      headers: { "X-CSRF-Token": token },
      signal: sending.signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const time = new Date().toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
    });
    say(form, `${text.draftSaved} ${time}`);
  } catch {
    if (sending.signal.aborted) return;
    say(form, text.draftFailed);
    later(form, RETRY_MS);
  }
}

/** @param {HTMLFormElement} form @param {string} sentence */
function say(form, sentence) {
  const state = form.querySelector(".draft-state");
  if (state) state.textContent = sentence;
}

for (const kind of ["input", "change", "repeat"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form ?? event.target.closest?.("form");
    if (form?.matches("[data-draft-url]")) later(form, WAIT_MS);
  });
}

// The form itself is on its way: a draft that arrives after it would bring back what is done.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented && !event.target.matches("[hx-post], [hx-put]")) return;
  clearTimeout(timers.get(event.target));
  timers.delete(event.target);
  running.get(event.target)?.abort();
});

// What was typed in the last second and a half, when the page goes away without being sent.
addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft-url]")) {
    if (!timers.has(form) || form.dataset.sending) continue;
    const body = fields(form);
    const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
    fetch(form.dataset.draftUrl, {
      method: "POST",
      body,
      headers: { "X-CSRF-Token": token },
      keepalive: true,
    }).catch(() => {});
  }
});
