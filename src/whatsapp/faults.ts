/**
 * What kind of refusal a code of Meta's is: `account` our token, number or account; `template` the template or its values; `recipient`
 * this client cannot or does not want to get it; `busy` it may go later; `other` what is not known here.
 */
export type FaultKind = "account" | "template" | "recipient" | "busy" | "other";

const RECIPIENT = [131021, 131026, 131030, 131047, 131049, 131050, 131051, 130472, 131045];
const BUSY = [1, 2, 4, 17, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133015, 133016];
const ACCOUNT = [0, 3, 10, 33, 190, 368, 130497, 131005, 131031, 131037, 131042, 133000, 133006, 133010];

/** The HTTP status counts where the code says nothing. */
export function faultKind(code: number | null, status = 200): FaultKind {
  if (code !== null) {
    if (RECIPIENT.includes(code)) return "recipient";
    if (BUSY.includes(code)) return "busy";
    if (ACCOUNT.includes(code) || (code >= 200 && code < 300)) return "account";
    if (code === 100 || code === 131008 || code === 131009 || (code >= 132000 && code < 133000)) {
      return "template";
    }
  }
  if (status >= 500 || status === 429) return "busy";
  return status === 401 || status === 403 ? "account" : "other";
}
