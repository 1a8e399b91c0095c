// The bar at the foot of a page: loads what it shows when it is opened, tells of later requests, can be put away.

const CLOSED = "dev-bar-closed";
const bar = document.getElementById("dev-bar");
if (bar) begin(bar);

/** @param {HTMLElement} bar */
function begin(bar) {
  const drawer = bar.querySelector("details");
  const list = bar.querySelector(".dev-list");
  const panel = bar.querySelector(".dev-panel");
  const later = bar.querySelector(".dev-later");
  const close = bar.querySelector(".dev-close");
  const open = bar.querySelector(".dev-open");
  let shown = bar.dataset.request ?? "";
  let since = 0;

  put(localStorage.getItem(CLOSED) !== "yes");
  close.addEventListener("click", () => {
    put(false);
    open.focus();
  });
  open.addEventListener("click", () => {
    put(true);
    drawer.querySelector("summary").focus();
  });

  /** @param {boolean} visible */
  function put(visible) {
    drawer.hidden = !visible;
    close.hidden = !visible;
    open.hidden = visible;
    document.documentElement.classList.toggle("dev-bar-shown", visible);
    localStorage.setItem(CLOSED, visible ? "no" : "yes");
  }

  drawer.addEventListener("toggle", () => drawer.open && load());
  drawer.addEventListener("click", (event) => {
    const link = event.target.closest(".dev-recent a");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    shown = link.getAttribute("href").split("/").at(-1);
    load().then(() => panel.focus());
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawer.open) return;
    event.stopPropagation();
    drawer.open = false;
    drawer.querySelector("summary").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyD") put(drawer.hidden);
  });
  document.addEventListener("dev:news", ({ detail }) => {
    if (detail.kind !== "request" || detail.id === bar.dataset.request) return;
    later.textContent = `+${++since}`;
    later.hidden = false;
    if (drawer.open) loadList();
  });
  // Another page that htmx puts in the place of this one brings no bar of its own.
  document.addEventListener("htmx:after:swap", () => bar.isConnected || document.body.append(bar));

  async function load() {
    panel.textContent = bar.dataset.loading;
    await Promise.all([loadList(), loadPart(panel, `/dev/peticiones/${shown}?parte=1&idioma=${bar.lang}`)]);
  }

  function loadList() {
    return loadPart(list, `/dev/peticiones?parte=1&elegida=${shown}&idioma=${bar.lang}`);
  }
}

/**
 * @param {Element} place
 * @param {string} url
 */
async function loadPart(place, url) {
  const answer = await fetch(url);
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...parsed.body.childNodes);
}
