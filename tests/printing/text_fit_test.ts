import assert from "node:assert/strict";
import { ellipsise, printable, textWidth, wrap } from "../../src/printing/text_fit.ts";

const ROOM = { width: 30, height: 3 };
const LINES = { width: () => ROOM.width, height: ROOM.height };

Deno.test("a decomposed accent is composed before it is printed", () => {
  assert.deepEqual(printable("Nun\u0303ez"), { text: "Nuñez", replaced: false });
});

Deno.test("control, zero-width and direction characters never reach the paper", () => {
  assert.deepEqual(printable("a\u0007b\u200bc\u202ed\u2028e\tf\r\ng"), {
    text: "a b c d e f g",
    replaced: false,
  });
});

Deno.test("a character without a glyph becomes a question mark and is reported", () => {
  assert.deepEqual(printable("Xiaomi 日本 📱"), { text: "Xiaomi ?? ?", replaced: true });
});

Deno.test("Spanish, Portuguese and Polish names need no replacement", () => {
  for (
    const name of [
      "Íñigo Güemes",
      "João Conceição",
      "Łucja Kovačević",
      "1.º piso, 50 % – «ya»",
      "L’Orfeó “B”…",
    ]
  ) {
    assert.equal(printable(name).replaced, false, name);
  }
});

Deno.test("text that fits stays whole, longer text ends in an ellipsis inside the room", () => {
  assert.equal(ellipsise("Corto", ROOM), "Corto");
  const shown = ellipsise("Una descripción demasiado larga para la etiqueta", ROOM);
  assert.match(shown, /^Una descr.*\.\.\.$/);
  assert.ok(textWidth(shown, ROOM.height) <= ROOM.width);
  assert.ok(textWidth(shown.replace("...", "Ww..."), ROOM.height) > ROOM.width, "it uses the room");
});

Deno.test("a room narrower than the ellipsis shows nothing", () => {
  assert.equal(ellipsise("Largo", { width: 0.5, height: 3 }), "");
});

Deno.test("text wraps at blanks and loses no word", () => {
  const text = "No carga; la pantalla parpadea después de mojarse";
  const lines = wrap(text, { ...LINES, lines: 9 });
  assert.equal(lines.join(" "), text);
  for (const line of lines) assert.ok(textWidth(line, ROOM.height) <= ROOM.width, line);
});

Deno.test("a word longer than a line is cut, not printed beyond the edge", () => {
  const lines = wrap("X".repeat(60), { ...LINES, lines: 9 });
  assert.equal(lines.join(""), "X".repeat(60));
  for (const line of lines) assert.ok(textWidth(line, ROOM.height) <= ROOM.width, line);
});

Deno.test("the last allowed line is ellipsised", () => {
  const lines = wrap("uno dos tres cuatro cinco seis siete ocho nueve diez once doce", {
    ...LINES,
    lines: 2,
  });
  assert.equal(lines.length, 2);
  assert.match(lines[1] ?? "", /\.\.\.$/);
});

Deno.test("each line keeps to its own width", () => {
  const widths = [12, 12, 40];
  const text = "La pantalla parpadea después de mojarse y se apaga sola";
  const lines = wrap(text, { width: (line) => widths[line] ?? 40, height: 3, lines: 9 });
  assert.equal(lines.join(" "), text);
  for (const [index, line] of lines.entries()) assert.ok(textWidth(line, 3) <= (widths[index] ?? 40), line);
  assert.ok((lines[2] ?? "").length > 2 * (lines[0] ?? "").length, "the third uses its room");
});
