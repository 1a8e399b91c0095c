// `data-copy` puts its text on the clipboard and says so in a toast.

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  await copy(button.dataset.copy);
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied } }));
});

/** @param {string} text */
async function copy(text) {
  // On a page without TLS, as in many a shop's own network, browsers have no clipboard to write to.
  if (navigator.clipboard) return await navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
