// What every request of htmx has in common: the CSRF header, a toast when it fails, focus where the eye is.

/** @type {Record<string, string>} */
const text = JSON.parse(document.querySelector('meta[name="script-text"]')?.getAttribute("content") ?? "{}");

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
  problem(
    ctx.request?.signal?.reason === "timeout" || error?.name === "TimeoutError" ? text.timeout : text.offline,
  );
});

/** @type {string} where the focus was before the swap, as `#id` or as a name in a form */
let before = "";

document.addEventListener("htmx:before:swap", () => {
  const active = document.activeElement;
  before = active instanceof HTMLElement && active !== document.body
    ? active.id
      ? `#${CSS.escape(active.id)}`
      : active.getAttribute("name")
      ? `[name="${CSS.escape(active.getAttribute("name") ?? "")}"]`
      : ""
    : "";
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const scope = event.target instanceof Element && event.target.isConnected ? event.target : document.body;
  if (ctx.response?.status === 422 && focusError(scope)) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  const same = before && document.querySelector(before);
  if (same instanceof HTMLElement) same.focus({ preventScroll: true });
});

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
