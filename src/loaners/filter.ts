export const LOANER_LISTS = ["all", "free", "lent", "overdue"] as const;
export type LoanerList = (typeof LOANER_LISTS)[number];

const PARAM = {
  all: "",
  free: "disponibles",
  lent: "prestados",
  overdue: "vencidos",
} as const satisfies Record<
  LoanerList,
  string
>;

export function loanerList(param: string | undefined): LoanerList {
  return LOANER_LISTS.find((list) => PARAM[list] === param) ?? "all";
}

export function loanerQuery(list: LoanerList): string {
  return list === "all" ? "" : `?estado=${PARAM[list]}`;
}
