/** A row that an INSERT of a MySQL dump brings, by column. Numbers come as they are written. */
export interface DumpRow {
  table: string;
  values: Record<string, string | null>;
}

/** The text is no MySQL dump, or breaks off. */
export class BrokenSql extends Error {
  override readonly name = "BrokenSql";
}

/** The rows of a dump as it is read: no more of it is held than a value or two. @throws BrokenSql */
export async function* insertedRows(chunks: AsyncIterable<string>): AsyncGenerator<DumpRow> {
  const statements = new Statements();
  const tokens = new Tokens();
  for await (const chunk of chunks) {
    for (const token of tokens.of(chunk, false)) yield* statements.take(token);
  }
  for (const token of tokens.of("", true)) yield* statements.take(token);
  statements.end();
}

interface Token {
  kind: "word" | "name" | "text" | "sign";
  value: string;
}

/** `'it\'s'` and the like: what a backslash stands for (MySQL 8.4 manual, 11.1.1); before any other character it is dropped. */
const ESCAPED: Record<string, string> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001A",
  "%": "\\%",
  _: "\\_",
};

const BLANK = /\s/;
const WORD = /[\w.$@+\-\u0080-\uffff]/;

/** Cuts a text into tokens, chunk by chunk: what may go on in the next chunk waits for it. */
class Tokens {
  #rest = "";

  *of(chunk: string, last: boolean): Generator<Token> {
    const text = this.#rest + chunk;
    let at = 0;
    while (at < text.length) {
      const [token, end] = readToken(text, at);
      // Up to the edge of the chunk anything could still follow.
      if (end === null || (end >= text.length && !last)) break;
      if (token) yield token;
      at = end;
    }
    this.#rest = text.slice(at);
    if (last && this.#rest.trim() !== "") throw new BrokenSql("the dump ends in the middle of a value");
  }
}

/** The token at a place and where it ends; null where the end is not in sight. */
function readToken(text: string, at: number): [Token | null, number | null] {
  const char = text.charAt(at);
  if (BLANK.test(char)) return [null, at + 1];
  if (char === "#" || /^--(\s|$)/.test(text.slice(at, at + 3))) {
    const end = text.indexOf("\n", at);
    return [null, end < 0 ? null : end + 1];
  }
  if (text.startsWith("/*", at)) {
    const end = text.indexOf("*/", at + 2);
    return [null, end < 0 ? null : end + 2];
  }
  if (char === "/" && at + 1 >= text.length) return [null, null];
  if (char === "'" || char === '"' || char === "`") return readQuoted(text, at, char);
  if (!WORD.test(char)) return [{ kind: "sign", value: char }, at + 1];
  let end = at + 1;
  while (end < text.length && WORD.test(text.charAt(end))) end++;
  return [{ kind: "word", value: text.slice(at, end) }, end];
}

function readQuoted(text: string, start: number, quote: string): [Token | null, number | null] {
  let [value, from, at] = ["", start + 1, start + 1];
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === "\\" && quote !== "`") {
      if (at + 1 >= text.length) return [null, null];
      const next = text.charAt(at + 1);
      value += text.slice(from, at) + (ESCAPED[next] ?? next);
      from = at += 2;
    } else if (char !== quote) {
      at++;
    } else if (text.charAt(at + 1) === quote) {
      value += text.slice(from, at + 1);
      from = at += 2;
    } else {
      value += text.slice(from, at);
      return [{ kind: quote === "`" ? "name" : "text", value }, at + 1];
    }
  }
  return [null, null];
}

type Phase = "start" | "skip" | "create" | "columns" | "insert" | "listed" | "rows" | "row";

/** Follows the statements: what CREATE TABLE says of the columns, and the rows of INSERT and REPLACE. */
class Statements {
  #phase: Phase = "start";
  #table = "";
  #depth = 0;
  #expects = false;
  #columns: string[] = [];
  #row: (string | null)[] = [];
  #value: Token[] = [];
  readonly #created = new Map<string, string[]>();

  *take(token: Token): Generator<DumpRow> {
    if (token.kind === "sign" && token.value === ";" && this.#phase !== "row") return this.#over();
    const word = token.kind === "word" ? token.value.toUpperCase() : "";
    switch (this.#phase) {
      case "start":
        this.#phase = word === "INSERT" || word === "REPLACE"
          ? "insert"
          : word === "CREATE"
          ? "create"
          : "skip";
        return;
      case "skip":
        return;
      case "create":
        return this.#create(token, word);
      case "columns":
        return this.#column(token);
      case "insert":
        return this.#insert(token, word);
      case "listed":
        return this.#listed(token);
      case "rows":
        if (isSign(token, "(")) this.#beginRow();
        return;
      case "row":
        yield* this.#rowToken(token);
    }
  }

  end(): void {
    if (this.#phase === "row" || this.#phase === "listed") {
      throw new BrokenSql("the dump ends in the middle of a statement");
    }
  }

  #over(): void {
    if (this.#phase === "columns") this.#created.set(this.#table, this.#columns);
    this.#phase = "start";
    this.#table = "";
    this.#columns = [];
  }

  #create(token: Token, word: string): void {
    if (isSign(token, "(")) {
      [this.#phase, this.#depth, this.#expects] = ["columns", 1, true];
    } else if (token.kind === "name") this.#table = token.value;
    else if (!["TABLE", "IF", "NOT", "EXISTS", "TEMPORARY"].includes(word) && !isSign(token, ".")) {
      this.#phase = "skip";
    }
  }

  /** A column opens with its name; keys and constraints open with a word. */
  #column(token: Token): void {
    if (isSign(token, "(")) this.#depth++;
    if (isSign(token, ")")) this.#depth--;
    if (this.#depth === 1 && this.#expects && token.kind === "name") this.#columns.push(token.value);
    this.#expects = this.#depth === 1 && (isSign(token, ",") || isSign(token, "("));
  }

  #insert(token: Token, word: string): void {
    if (token.kind === "name" || (token.kind === "word" && !INSERT_WORDS.has(word))) {
      this.#table = token.value.split(".").at(-1) ?? "";
    } else if (isSign(token, "(")) this.#phase = "listed";
    else if (word === "VALUES" || word === "VALUE") this.#phase = "rows";
    else if (word === "SELECT" || word === "SET") this.#phase = "skip";
  }

  #listed(token: Token): void {
    if (token.kind === "name" || token.kind === "word") this.#columns.push(token.value);
    else if (isSign(token, ")")) this.#phase = "insert";
  }

  #beginRow(): void {
    [this.#phase, this.#depth, this.#row, this.#value] = ["row", 1, [], []];
  }

  *#rowToken(token: Token): Generator<DumpRow> {
    if (isSign(token, "(")) this.#depth++;
    if (isSign(token, ")")) this.#depth--;
    const over = this.#depth === 0;
    if (!over && !(this.#depth === 1 && isSign(token, ","))) {
      this.#value.push(token);
      return;
    }
    this.#row.push(valueOf(this.#value));
    this.#value = [];
    if (!over) return;
    this.#phase = "rows";
    yield { table: this.#table, values: this.#named() };
  }

  #named(): Record<string, string | null> {
    const columns = this.#columns.length > 0 ? this.#columns : this.#created.get(this.#table) ?? [];
    if (columns.length !== this.#row.length) {
      throw new BrokenSql(
        `a row of ${this.#table} has ${this.#row.length} values for ${columns.length} columns`,
      );
    }
    return Object.fromEntries(columns.map((column, at) => [column, this.#row[at] ?? null]));
  }
}

const INSERT_WORDS = new Set([
  "INTO",
  "IGNORE",
  "LOW_PRIORITY",
  "DELAYED",
  "HIGH_PRIORITY",
  "VALUES",
  "VALUE",
  "SELECT",
  "SET",
]);

function isSign(token: Token, sign: string): boolean {
  return token.kind === "sign" && token.value === sign;
}

/** One literal; what is reckoned (`now()`) has no value here. */
function valueOf(tokens: readonly Token[]): string | null {
  // `_binary 'x'` and `_utf8mb4'x'`: the character set before a text.
  const [first, second] = tokens;
  if (tokens.length === 2 && first?.value.startsWith("_") && second?.kind === "text") return second.value;
  if (tokens.length !== 1 || !first) return null;
  if (first.kind === "text") return first.value;
  const word = first.value.toUpperCase();
  if (word === "TRUE" || word === "FALSE") return word === "TRUE" ? "1" : "0";
  return /^[+-]?\d/.test(first.value) ? first.value : null;
}
