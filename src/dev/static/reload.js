// Loads the page again when its server or its scripts are new, and only the style sheets when those are.

const AGAIN_MS = 400;
let process = "";

function connect() {
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/dev/novedades`);
  socket.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
  socket.addEventListener("close", () => setTimeout(connect, AGAIN_MS));
}

/** @param {{ kind: string, process?: string }} news */
function hear(news) {
  document.dispatchEvent(new CustomEvent("dev:news", { detail: news }));
  if (news.kind === "style") return loadStyles();
  if (news.kind === "page") return location.reload();
  if (news.kind !== "process") return;
  if (process !== "" && process !== news.process) location.reload();
  process = news.process ?? "";
}

/** Each sheet goes when the one that takes its place is there, so that the page never stands without. */
function loadStyles() {
  for (const old of document.querySelectorAll('link[rel="stylesheet"][href^="/static/"]')) {
    const next = old.cloneNode();
    next.href = `${new URL(old.href).pathname}?v=${Date.now()}`;
    next.addEventListener("load", () => old.remove());
    next.addEventListener("error", () => next.remove());
    old.after(next);
  }
}

connect();
