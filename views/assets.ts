let hashes: Readonly<Record<string, string>> = {};
let edition = 0;

/** Called once at start: path below `/static/` (`css/app.css`) → content hash. */
export function setAssetHashes(known: Readonly<Record<string, string>>): void {
  hashes = known;
  edition++;
}

/** Another number means that addresses may have changed: for what keeps markup that names some. */
export function assetEdition(): number {
  return edition;
}

/** Address of a file below `/static/`, with its content hash so that it may be cached for ever. */
export function asset(path: string): string {
  const hash = hashes[path];
  return hash ? `/static/${path}?v=${hash}` : `/static/${path}`;
}

/** One sheet for every page: its parts one behind the other, put together as the server starts. */
export const STYLE = "css/shop.css";

/** By subject, in the order in which they count. */
export const STYLE_PARTS = [
  "css/base.css",
  "css/controls.css",
  "css/components.css",
  "css/lists.css",
  "css/capture.css",
  "css/frame.css",
  "css/overlays.css",
  "css/print.css",
  "css/pages.css",
  "css/admin.css",
  "css/orders.css",
  "css/intake.css",
  "css/quotes.css",
  "css/visit.css",
] as const;

/** Independent modules: none imports another, so each keeps its own content hash. */
export const SCRIPTS = [
  "js/requests.js",
  "js/toasts.js",
  "js/menus.js",
  "js/dialogs.js",
  "js/keys.js",
  "js/scanner.js",
  "js/search.js",
  "js/forms.js",
  "js/drafts.js",
  "js/groups.js",
  "js/photos.js",
  "js/signatures.js",
  "js/intake.js",
  "js/picks.js",
  "js/checks.js",
  "js/copy.js",
  "js/quotes.js",
  "js/board.js",
  "js/bulk.js",
] as const;

/** How the board looks, the agenda, and those who have to be told. */
export const BOARD_STYLE = "css/board.css";

/** How the lines of an offer are written. */
export const QUOTE_EDITOR_STYLE = "css/quote_editor.css";

/** How the reference of the API looks. */
export const API_STYLE = "css/api_docs.css";
/** Charts. */
export const STATISTICS_STYLE = "css/statistics.css";

/** What the public pages need of them. */
export const PUBLIC_SCRIPTS = [
  "js/requests.js",
  "js/toasts.js",
  "js/menus.js",
  "js/dialogs.js",
  "js/forms.js",
  "js/signatures.js",
] as const;

/** For those of the public pages that have something to copy. */
export const COPY_SCRIPT = "js/copy.js";

/** Asks the device for a passkey. */
export const PASSKEY_SCRIPT = "js/passkeys.js";

/** htmx with its streams. */
export const VENDOR_SCRIPT = "vendor/htmx.js";
