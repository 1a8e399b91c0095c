// A canvas to sign on; what is drawn goes into the hidden field as PNG. The pad itself is loaded only where one is shown.

/** @param {HTMLElement} holder */
async function start(holder) {
  if (holder.dataset.started) return;
  holder.dataset.started = "1";
  const { default: SignaturePad } = await import(holder.dataset.signature);
  const canvas = holder.querySelector("canvas");
  const field = holder.querySelector("input[type=hidden]");
  const state = holder.querySelector(".signature-state");
  const pad = new SignaturePad(canvas, {
    minWidth: 0.8,
    maxWidth: 2.6,
    penColor: "#111",
    backgroundColor: "#fff",
  });

  const say = () => state.textContent = field.value ? state.dataset.done : state.dataset.empty;
  const keep = () => {
    field.value = pad.isEmpty() ? "" : canvas.toDataURL("image/png");
    field.dispatchEvent(new Event("change", { bubbles: true }));
    say();
  };
  const fit = () => {
    const { width, height } = canvas.getBoundingClientRect();
    const scale = Math.min(devicePixelRatio || 1, 2);
    if (width === 0 || canvas.width === Math.round(width * scale)) return;
    const strokes = pad.toData();
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    canvas.getContext("2d").scale(scale, scale);
    pad.clear();
    if (strokes.length > 0) pad.fromData(strokes);
    else if (field.value) pad.fromDataURL(field.value, { ratio: 1, width, height });
  };

  pad.addEventListener("endStroke", keep);
  holder.querySelector("[data-signature-clear]").addEventListener("click", () => {
    pad.clear();
    field.value = "";
    keep();
  });
  new ResizeObserver(fit).observe(canvas);
  fit();
  say();
}

function startAll() {
  for (const holder of document.querySelectorAll("[data-signature]")) start(holder);
}
startAll();
document.addEventListener("htmx:after:swap", startAll);
