import type { DebtorFilter } from "./queries.ts";

/** Reads an address's query; what does not fit counts as absent, so a broken link still shows a list. */
export function debtorFilter(params: Record<string, string>, usual = ""): DebtorFilter {
  const currency = /^[A-Z]{3}$/.test(params.moneda ?? "") ? params.moneda ?? usual : usual;
  const [, owed = "", id = ""] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(params.desde ?? "") ?? [];
  return { currency, after: id === "" ? null : { owed: Number(owed), id } };
}

/** The query of an address that shows this. */
export function debtorQueryText({ currency, after }: DebtorFilter): string {
  const params = new URLSearchParams();
  if (currency !== "") params.set("moneda", currency);
  if (after) params.set("desde", `${after.owed}.${after.id}`);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
