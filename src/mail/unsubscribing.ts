import type { Ctx } from "../context.ts";
import { hmac, sameText } from "../lib/token.ts";
import { paths } from "../paths.ts";
import { OPTIONAL } from "./message.ts";

const TOKEN = /^([0-9a-f-]{36})\.([\w-]{43})$/;

/** Where its recipient says that they want no more mails of a kind that one can do without; null for every other one. */
export function unsubscribeUrl(
  { baseUrl, secretKey }: Ctx,
  { kind, client_id, unsubscribe_path }: { kind: string; client_id: string | null; unsubscribe_path: string },
): string | null {
  if (unsubscribe_path !== "") return baseUrl + unsubscribe_path;
  const optional = (OPTIONAL as readonly string[]).includes(kind);
  return optional && client_id !== null ? baseUrl + paths.noMail(tokenOf(secretKey, client_id)) : null;
}

/** Whose link it is, null for what is none of ours. */
export function clientOfToken({ secretKey }: Pick<Ctx, "secretKey">, token: string): string | null {
  const [, clientId = "", mac = ""] = TOKEN.exec(token) ?? [];
  return clientId !== "" && sameText(mac, macOf(secretKey, clientId)) ? clientId : null;
}

function tokenOf(secretKey: string, clientId: string): string {
  return `${clientId}.${macOf(secretKey, clientId)}`;
}

function macOf(secretKey: string, clientId: string): string {
  return hmac(secretKey, `no mail ${clientId}`);
}
