// Passkeys: a form with `data-passkey-make` or `data-passkey-use` (options as JSON) asks the device as it is sent, and carries the answer.

const forms = "form[data-passkey-make], form[data-passkey-use]";

if (typeof PublicKeyCredential === "undefined" || !("parseRequestOptionsFromJSON" in PublicKeyCredential)) {
  for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = true;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(forms)) return;
  const button = event.submitter;
  if (form.dataset.passkeyMake === undefined && !button?.hasAttribute("data-passkey")) return;
  const answer = form.querySelector("input[data-passkey-answer]");
  if (answer.value !== "") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "";
  try {
    answer.value = JSON.stringify(await ask(form));
    form.requestSubmit(button);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    said.textContent = error.name === "InvalidStateError" ? said.dataset.known : said.dataset.failed;
  }
}, true);

/** @param {HTMLFormElement} form */
async function ask({ dataset }) {
  if (dataset.passkeyMake !== undefined) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(dataset.passkeyMake));
    return (await navigator.credentials.create({ publicKey })).toJSON();
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(dataset.passkeyUse));
  return (await navigator.credentials.get({ publicKey })).toJSON();
}
