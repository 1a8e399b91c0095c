// What every request of htmx has in common: the CSRF header, a toast when it fails, focus where the eye is.

/** @type {Record<string, string>} */
const text = JSON.parse(document.querySelector('meta[name="script-text"]')?.getAttribute("content") ?? "{}");

/** Until a stream is asked for again that could not be opened. */
const AGAIN_MS = 5_000;

/** @param {string} sentence */
function problem(sentence) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: sentence, tone: "problem" } }));
}

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  if (token) request.headers["X-CSRF-Token"] = token;
});

document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) problem(text.serverError);
});

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail;
  if (!ctx || ctx.response) return;
  if (ctx.sourceElement?.matches("[hx-sse\\:connect]")) return connectAgain(ctx.sourceElement);
  problem(
    ctx.request?.signal?.reason === "timeout" || error?.name === "TimeoutError" ? text.timeout : text.offline,
  );
});

/**
 * htmx connects a stream again that broke, but not one that never began.
 * @param {Element} source
 */
function connectAgain(source) {
  source.dispatchEvent(new CustomEvent("htmx:sse:error", { bubbles: true, detail: {} }));
  setTimeout(() => {
    if (source.isConnected) globalThis.htmx.ajax("GET", source.getAttribute("hx-sse:connect"), { source });
  }, AGAIN_MS);
}

/**
 * Where somebody was before an answer came in: the element, what is written on it, and the parts of the page around it. By
 * answer: one can come in while another does.
 * @type {WeakMap<object, { self: string, label: string, homes: string[] }>}
 */
const places = new WeakMap();

/** The answer that is coming in and took the focus with it; null when none is. */
let taker = null;

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const active = document.activeElement;
  const source = ctx.sourceElement;
  if (active instanceof HTMLElement && active !== document.body) {
    places.set(ctx, placeOf(active));
    taker = ctx;
    return;
  }
  // Taken a moment ago by an answer that has not all come in: this one may take again what that one gives back.
  if (taker) places.set(ctx, places.get(taker));
  // What was chosen in a menu that has closed no longer has the focus.
  else if (source instanceof HTMLElement && source.matches("a, button, form")) {
    places.set(ctx, placeOf(source));
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (taker === ctx) taker = null;
  const scope = event.target instanceof Element && event.target.isConnected ? event.target : document.body;
  if (ctx.response?.status === 422 && focusError(scope)) return;
  const lost = !document.activeElement || document.activeElement === document.body;
  const before = lost && places.get(ctx);
  // A stream's next message is the same to htmx, and may find somebody elsewhere.
  places.delete(ctx);
  const back = openedForm(ctx, scope) ?? (before && comeBack(before));
  if (back instanceof HTMLElement) focusOn(back, { preventScroll: lost });
});

/**
 * @param {HTMLElement} element also a part of the page, which takes no focus by itself
 * @param {FocusOptions} options
 */
function focusOn(element, options) {
  element.focus(options);
  if (document.activeElement === element) return;
  element.tabIndex = -1;
  element.focus(options);
}

/** @param {HTMLElement} element */
function placeOf(element) {
  const homes = [];
  for (let at = element.parentElement; at; at = at.parentElement) if (at.id) homes.push(at.id);
  const name = element.getAttribute("name");
  return {
    self: element.id ? `#${CSS.escape(element.id)}` : name ? `[name="${CSS.escape(name)}"]` : "",
    label: labelOf(element),
    homes,
  };
}

/** @param {Element} element */
function labelOf(element) {
  return element.getAttribute("aria-label") ?? element.textContent.trim();
}

/**
 * The first field of a form that a link or a button has brought to another place.
 * @param {{ sourceElement?: Element, target?: Element }} ctx
 * @param {Element} scope
 */
function openedForm({ sourceElement: source, target }, scope) {
  const place = target?.isConnected ? target : scope;
  if (!source?.matches("a, button") || place.contains(source) || place === document.body) return null;
  return [...place.querySelectorAll("[autofocus], form :is(input:not([type=hidden]), select, textarea)")]
    .find((field) => field.checkVisibility()) ?? null;
}

/**
 * The same element, or what says the same in the part where it was, or else that part, by its summary if it has one.
 * @param {{ self: string, label: string, homes: string[] }} place
 */
function comeBack({ self, label, homes }) {
  const same = self && document.querySelector(self);
  if (same) return same;
  const home = homes.map((id) => document.getElementById(id)).find((one) => one?.childElementCount > 0);
  if (!home) return null;
  const twin = label !== "" &&
    [...home.querySelectorAll("a, button, summary")].find((one) =>
      one.checkVisibility() && labelOf(one) === label
    );
  return twin || home.querySelector(":scope > summary") || home;
}

/**
 * The summary when there is one, else the first wrong field.
 * @param {ParentNode} scope
 */
function focusError(scope) {
  const wrong = scope.querySelector(".error-summary") ?? scope.querySelector('[aria-invalid="true"]') ??
    scope.querySelector(".wrong[tabindex]");
  if (!(wrong instanceof HTMLElement)) return false;
  wrong.focus();
  wrong.scrollIntoView({ block: "center" });
  return true;
}

focusError(document);
