import { type Reading, reading } from "./reading.ts";
import { addSheet, addText, type Sheet } from "./sheet.ts";

/** What was counted, and the money of one currency. */
export interface Both<Of = Reading> {
  all: Of;
  money: Of;
}

interface Row {
  branch_id: string;
  span: string;
  text: string;
}

/** Sheets of some branches, added up span by span. */
export class Sheets {
  readonly #spans = new Map<string, Both<Sheet>>();
  readonly #oneCurrency: boolean;

  /** `paid` are those of the branches whose money is of the currency that is asked for. */
  constructor(rows: readonly Row[], branches: readonly { id: string }[], paid: readonly { id: string }[]) {
    this.#oneCurrency = paid.length === branches.length;
    const pays = new Set(paid.map(({ id }) => id));
    for (const { branch_id, span, text } of rows) {
      const known = this.#spans.get(span) ?? this.#none();
      this.#spans.set(span, known);
      addText(known.all, text);
      if (known.money !== known.all && pays.has(branch_id)) addText(known.money, text);
    }
  }

  total(spans: readonly string[]): Both {
    const { all, money } = this.#none();
    for (const span of spans) {
      const sheet = this.#spans.get(span);
      if (!sheet) continue;
      addSheet(all, sheet.all);
      if (money !== all) addSheet(money, sheet.money);
    }
    const read = reading(all);
    return { all: read, money: money === all ? read : reading(money) };
  }

  /** The same sheet twice where all money is of one currency. */
  #none(): Both<Sheet> {
    const all: Sheet = new Map();
    return { all, money: this.#oneCurrency ? all : new Map() };
  }
}
