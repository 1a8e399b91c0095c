// The workshop's board: cards dragged with mouse, finger or pen, moved by the keyboard, and brought up to date by the server.

const STARTS_PX = 6;
const EDGE_PX = 48;
/** The head of a column; the page's own bars are hardly taller. */
const HEAD_PX = 40;
const FRESH_MS = 4000;
const PAGE_MS = 12_000;
/** Only pages that are asked for keep a session alive; a new edition of the screen comes along. */
const RENEW_MS = 30 * 60_000;

/** @param {HTMLElement} board */
function start(board) {
  /** @type {Record<string, string[]>} */
  const ways = JSON.parse(board.dataset.ways ?? "{}");
  dragging(board, ways);
  keys(board);
  dialog();
  live(board);
  if (document.querySelector("[data-wall]")) wall(board);
}

/** What is in the hand: the card, its picture under the pointer, and where the pointer took hold of it. */
let held = null;
/** @type {string} the card that was moved from here last: the eye follows it to its place */
let own = "";
/** @type {(() => void)[]} messages of the server that wait until the hand is empty */
let waiting = [];

function dragging(board, ways) {
  let pressed = null;

  board.addEventListener("pointerdown", (event) => {
    const card = event.target.closest(".board-card[data-status]");
    const grip = event.target.closest(".card-move");
    if (!card || event.button !== 0 || held || card.matches(".waits")) return;
    // A finger on the card scrolls; only the grip drags.
    if (event.pointerType !== "mouse" && !grip) return;
    pressed = { card, id: event.pointerId, x: event.clientX, y: event.clientY };
  });
  board.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("pointermove", (event) => {
    if (pressed && event.pointerId === pressed.id && !held) {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < STARTS_PX) return;
      held = lift(board, { ...pressed, ways });
    }
    if (held) follow(board, event);
  });
  document.addEventListener("pointerup", () => {
    const dropped = held;
    pressed = null;
    if (!dropped) return;
    const to = dropped.over?.dataset.to;
    letGo(board);
    // The click that ends a drag opens nothing.
    addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    setTimeout(() => dispatchEvent(new Event("click")));
    if (to) drop(board, dropped.card, to);
  });
  for (const kind of ["pointercancel", "blur"]) addEventListener(kind, () => giveUp(board));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && held) giveUp(board);
  });
  function giveUp(board) {
    pressed = null;
    if (held) letGo(board);
  }
}

function lift(board, { card, x, y, ways }) {
  const box = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.classList.add("drag-ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.style.width = `${box.width}px`;
  document.body.append(ghost);
  card.classList.add("lifted");
  document.documentElement.classList.add("dragging-card");
  const all = board.querySelector(".board").getBoundingClientRect();
  const top = Math.max(all.top + HEAD_PX, HEAD_PX * 1.6);
  const height = Math.max(Math.min(all.bottom, innerHeight - HEAD_PX) - top, HEAD_PX * 3);
  const leads = card.dataset.back ? [card.dataset.back] : ways[card.dataset.status] ?? [];
  for (const zones of board.querySelectorAll(".drop-zones")) {
    const steps = [...zones.querySelectorAll("li:not([data-none])")];
    for (const step of steps) step.hidden = !leads.includes(step.dataset.to);
    const own = zones.closest(".board-column").contains(card);
    zones.querySelector("[data-none]").hidden = own || steps.some((step) => !step.hidden);
    // Where the eye is, however far down the page.
    zones.style.top = `${top - zones.parentElement.getBoundingClientRect().top}px`;
    zones.style.height = `${height}px`;
    zones.hidden = own && steps.every((step) => step.hidden);
  }
  return { card, ghost, dx: x - box.left, dy: y - box.top, over: null };
}

function follow(board, { clientX, clientY }) {
  const { ghost, dx, dy } = held;
  ghost.style.left = `${clientX - dx}px`;
  ghost.style.top = `${clientY - dy}px`;
  const over = document.elementFromPoint(clientX, clientY)?.closest("[data-to]") ?? null;
  if (over !== held.over) {
    held.over?.classList.remove("over");
    over?.classList.add("over");
    held.over = over;
  }
  const columns = board.querySelector(".board");
  const box = columns.getBoundingClientRect();
  if (clientX > box.right - EDGE_PX) columns.scrollLeft += 12;
  else if (clientX < box.left + EDGE_PX) columns.scrollLeft -= 12;
  if (clientY > innerHeight - EDGE_PX) scrollBy(0, 12);
  else if (clientY < EDGE_PX) scrollBy(0, -12);
}

function letGo(board) {
  held.ghost.remove();
  held.card.classList.remove("lifted");
  held.over?.classList.remove("over");
  document.documentElement.classList.remove("dragging-card");
  for (const zones of board.querySelectorAll(".drop-zones")) zones.hidden = true;
  held = null;
  for (const go of waiting) go();
  waiting = [];
}

/** Shows the card where it was put at once, and back where it was unless the server takes the move. */
async function drop(board, card, to) {
  const place = { parent: card.parentElement, next: card.nextElementSibling };
  const column = board.querySelector(`[data-to="${CSS.escape(to)}"]`).closest(".board-column");
  if (!column.contains(card)) column.querySelector(".board-cards").prepend(card);
  card.classList.add("waits");
  own = card.id;
  let status = 0;
  const heard = (event) => status = event.detail.ctx.response?.status ?? 0;
  card.addEventListener("htmx:after:request", heard, { once: true });
  try {
    await globalThis.htmx.ajax("POST", card.querySelector(".card-move").getAttribute("href"), {
      source: card,
      target: "#board-move",
      swap: "innerMorph",
      values: { from: card.dataset.status, to },
    });
  } finally {
    card.classList.remove("waits");
    if (status !== 200 && card.isConnected && place.parent.isConnected) {
      place.parent.insertBefore(card, place.next?.parentElement === place.parent ? place.next : null);
    }
  }
}

function keys(board) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps = event.target.closest?.("#board-dialog .board-moves");
    if (steps && ["ArrowDown", "ArrowUp"].includes(event.key)) return alongSteps(event, steps);
    const card = event.target.closest?.(".board-card");
    if (!card || !board.contains(card)) return;
    if (event.key === "m") {
      event.preventDefault();
      card.querySelector(".card-move")?.click();
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      acrossColumns(event, board, card);
    }
  });
  board.addEventListener("click", (event) => {
    const move = event.target.closest(".card-move");
    if (!move || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    globalThis.htmx.ajax("GET", move.getAttribute("href"), { target: "#board-move", swap: "innerMorph" });
  });
}

function alongSteps(event, steps) {
  const items = [...steps.querySelectorAll(".menu-item")];
  if (items.length === 0) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items.at((at + (event.key === "ArrowDown" ? 1 : -1)) % items.length).focus();
}

function acrossColumns(event, board, card) {
  const columns = [...board.querySelectorAll(".board-column")];
  const from = columns.indexOf(card.closest(".board-column"));
  const step = event.key === "ArrowRight" ? 1 : -1;
  for (let at = from + step; at >= 0 && at < columns.length; at += step) {
    const cards = [...columns[at].querySelectorAll(".board-card")];
    if (cards.length === 0) continue;
    event.preventDefault();
    const row = [...card.parentElement.children].indexOf(card);
    const next = cards[Math.min(row, cards.length - 1)].querySelector(".row-link");
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
    return;
  }
}

/** Opens when something about a move comes in, closes when it is done. */
function dialog() {
  const dialog = document.getElementById("board-dialog");
  const place = document.getElementById("board-move");
  if (!dialog || !place) return;
  let opener = "";
  new MutationObserver(() => {
    const something = place.childElementCount > 0;
    if (something && !dialog.open) {
      opener = document.activeElement?.closest(".board-card")?.id ?? own;
      dialog.showModal();
    }
    if (something && !place.contains(document.activeElement)) {
      place.querySelector("[autofocus], [aria-invalid=true], input:not([type=hidden]), select, textarea")
        ?.focus();
    }
    if (!something && dialog.open) dialog.close();
  }).observe(place, { childList: true });
  dialog.addEventListener("close", () => {
    place.replaceChildren();
    own = opener;
    // The dialog gave the focus back to where it was before the card was taken.
    document.activeElement?.blur();
    focusCard(opener);
  });
}

/** @param {string} id */
function focusCard(id) {
  const active = document.activeElement;
  if (!id || (active && active !== document.body && active.closest(".board-card")?.id !== id)) return;
  document.getElementById(id)?.querySelector(".row-link")?.focus({ preventScroll: true });
}

function live(board) {
  const offline = document.querySelector(".board-offline");
  let focused = "";
  let before = new Map();
  board.addEventListener("htmx:sse:before:message", (event) => {
    if (held) event.detail.waitUntil(new Promise((go) => waiting.push(go)));
  });
  document.addEventListener("htmx:before:swap", () => {
    focused = document.activeElement?.closest(".board-card")?.id || focused;
    before = places(board);
  });
  board.addEventListener("htmx:sse:after:message", () => {
    if (document.activeElement === document.body) focusCard(focused);
    focused = "";
    show(board, [...places(board)].filter(([id, place]) => before.get(id) !== place).map(([id]) => id));
  });
  board.addEventListener("htmx:sse:error", ({ detail }) => {
    // Signed out meanwhile: the page leads to where one signs in.
    if (detail.status === 401) return location.reload();
    offline.textContent = offline.dataset.offline;
    offline.hidden = false;
  });
  board.addEventListener("htmx:sse:after:connection", ({ detail }) => {
    if (detail.connection.status === 200) offline.hidden = true;
  });
}

/** In which column and status each card stands. */
function places(board) {
  return new Map(
    [...board.querySelectorAll(".board-card")].map((
      card,
    ) => [card.id, `${card.closest(".board-column")?.id} ${card.querySelector(".chip")?.textContent}`]),
  );
}

/** What has just changed stands out for a moment; on the wall it comes into sight. */
function show(board, ids) {
  const cards = ids.map((id) => document.getElementById(id)).filter((card) => card !== null);
  for (const card of cards) {
    if (card.id === own) card.scrollIntoView({ block: "nearest" });
  }
  // After a long absence everything has changed: then nothing stands out.
  if (cards.length > 6) return;
  for (const card of cards) {
    card.classList.add("fresh");
    setTimeout(() => card.classList.remove("fresh"), FRESH_MS);
    if (board.closest("[data-wall]")) card.scrollIntoView({ block: "nearest" });
  }
}

/** Each column that holds more than fits turns to its next page; the screen stays awake and its session alive. */
function wall(board) {
  setInterval(() => {
    for (const cards of board.querySelectorAll(".board-cards")) {
      const last = cards.scrollHeight - cards.clientHeight;
      const ended = cards.scrollTop >= last - 2;
      cards.scrollTop = ended ? 0 : Math.min(last, cards.scrollTop + cards.clientHeight * .9);
    }
  }, PAGE_MS);
  setInterval(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) location.reload();
  }, RENEW_MS);
  const wake = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", wake);
  wake();
}

const board = document.getElementById("board");
if (board) start(board);
