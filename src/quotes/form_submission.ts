import { type Typed, typedList, typedText } from "../lib/form.ts";
import { MOST_LINES } from "./quote.ts";

/** What a button of the editor asks for besides saving: the form again, with more or less in it. */
export type EditorAct =
  | "save"
  | "review"
  | "count"
  | "template"
  | "add"
  | { remove: number }
  /** A part of the catalogue, chosen or by its code. */
  | { partId: string }
  | { code: string };

export function editorAct(form: FormData): EditorAct {
  if (form.get("add") === "lines") return "add";
  const removed = /^lines\.(\d{1,2})$/.exec(String(form.get("remove") ?? ""))?.[1];
  if (removed !== undefined) return { remove: Number(removed) };
  const partId = form.get("part_id");
  if (typeof partId === "string" && partId !== "") return { partId };
  const act = form.get("act");
  const code = String(form.get("code") ?? "").trim();
  // A scanner ends a code with Enter, which presses the form's first button.
  if (act === "part" || (act === "enter" && code !== "")) return { code };
  return act === "review" || act === "count" || act === "template" ? act : "save";
}

/** The form with an empty line more, or with one line less. */
export function withAct(typed: Typed, act: "add" | { remove: number }): Typed {
  const lines = typedList(typed, "lines");
  if (act === "add") return { ...typed, lines: [...lines, {}].slice(0, MOST_LINES) };
  return { ...typed, lines: lines.filter((_, index) => index !== act.remove) };
}

/** The form with the lines of a common job behind those that say something. */
export function withLines(typed: Typed, added: readonly Typed[]): Typed {
  const written = typedList(typed, "lines").filter((line) =>
    typedText(line, "description").trim() !== "" || typedText(line, "price").trim() !== ""
  );
  return { ...typed, lines: [...written, ...added].slice(0, MOST_LINES) };
}
