// Photos upload as they are chosen, dropped or pasted; big ones are shrunk first. The form then posts their ids only.

const LONGEST_SIDE = 2400;
const SHRINK_ABOVE = 1_500_000;
const text = JSON.parse(document.querySelector('meta[name="script-text"]')?.getAttribute("content") ?? "{}");

document.addEventListener("change", (event) => {
  const strip = event.target.closest?.("[data-upload-url]");
  if (!strip || event.target.type !== "file") return;
  take(strip, [...event.target.files]);
  event.target.value = "";
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const strip = event.target.closest?.("[data-upload-url]");
    if (!strip || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    strip.classList.toggle("dragging", kind === "dragover");
    if (kind === "drop") take(strip, [...event.dataTransfer.files]);
  });
}

document.addEventListener("click", (event) => {
  const remove = event.target.closest?.(".photo-remove");
  if (!remove) return;
  const strip = remove.closest("[data-upload-url]");
  remove.closest(".photo").remove();
  strip.querySelector("input[type=file]").focus();
  strip.dispatchEvent(new Event("change", { bubbles: true }));
});

/** @param {HTMLElement} strip @param {File[]} files */
async function take(strip, files) {
  for (const file of files) if (file.type.startsWith("image/")) await upload(strip, file);
}

/** @param {HTMLElement} strip @param {File} file */
async function upload(strip, file) {
  const photo = strip.querySelector("template").content.firstElementChild.cloneNode(true);
  const picture = photo.querySelector("img");
  const state = photo.querySelector(".photo-state");
  const local = URL.createObjectURL(file);
  picture.src = local;
  picture.alt = file.name;
  state.textContent = strip.dataset.uploading;
  const remove = photo.querySelector(".photo-remove");
  remove.setAttribute("aria-label", `${remove.getAttribute("aria-label").trim()} ${file.name}`);
  strip.querySelector(".photo-add").before(photo);
  try {
    const kept = await send(strip.dataset.uploadUrl, await shrunk(file), file.name);
    if (!photo.isConnected) return;
    const hidden = Object.assign(document.createElement("input"), {
      type: "hidden",
      name: strip.dataset.name,
      value: kept.id,
    });
    photo.append(hidden);
    picture.src = kept.thumbUrl;
    state.textContent = "";
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  } catch (error) {
    photo.classList.add("failed");
    state.textContent = strip.dataset.failed;
    const why = error instanceof Error && error.cause === "said" ? error.message : text.photoFailed;
    document.dispatchEvent(
      new CustomEvent("toast", { detail: { text: `${file.name}: ${why}`, tone: "problem" } }),
    );
  } finally {
    URL.revokeObjectURL(local);
  }
}

/**
 * @param {string} url
 * @param {Blob} blob
 * @param {string} name
 * @returns {Promise<{ id: string, url: string, thumbUrl: string }>}
 */
async function send(url, blob, name) {
  const body = new FormData();
  body.append("file", blob, name);
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRF-Token": token, Accept: "application/json" },
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.detail ?? text.photoFailed, { cause: "said" });
  return json;
}

/** @param {File} file @returns {Promise<Blob>} */
async function shrunk(file) {
  if (file.size < SHRINK_ABOVE) return file;
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!bitmap) return file;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(bitmap.width * scale),
    height: Math.round(bitmap.height * scale),
  });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  return blob && blob.size < file.size ? blob : file;
}
