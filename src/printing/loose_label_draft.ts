import { type Typed, typedText } from "../lib/form.ts";
import { type LooseTemplate, MOST_LABEL_LINES } from "./loose_label.ts";
import type { LooseLabelInput } from "./loose_label_input.ts";

/** What a form holds so far, right or wrong: the preview says what of it cannot be printed. */
export function draftOf(template: LooseTemplate, typed: Typed): LooseLabelInput {
  const text = (name: string) => typedText(typed, name).slice(0, 400);
  const code = text("code").trim().toUpperCase();
  const url = text("url").trim() || null;
  switch (template) {
    case "text": {
      const lines = Array.from({ length: MOST_LABEL_LINES }, (_, index) => text(`lines.${index}`));
      return { template, data: { code, lines, url } };
    }
    case "shelf":
      return { template, data: { code, name: text("name"), contents: text("contents"), url } };
    case "part":
      return {
        template,
        data: {
          code,
          name: text("name"),
          fits: text("fits"),
          location: text("location"),
          price: text("price"),
          url,
        },
      };
  }
}
