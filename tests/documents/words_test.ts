import assert from "node:assert/strict";
import { typefaces } from "../../src/documents/typeface.ts";
import { clip, printable, wrap } from "../../src/documents/words.ts";

const { regular, semibold, mono } = await typefaces();

Deno.test("accents written as two characters become one", () => {
  assert.equal(printable("pen\u0303a", regular), "peña");
});

Deno.test("what the face lacks becomes one question mark a character, not one a code unit", () => {
  assert.equal(printable("a📱b👨‍👩‍👧c日d🇦🇷", regular), "a?b?c?d?");
});

Deno.test("a letter keeps its shape when only its mark is unknown", () => {
  assert.equal(printable("a\u{1abf}b", regular), "ab");
});

Deno.test("controls, direction marks and half characters vanish or are marked, lines stay", () => {
  assert.equal(printable("a\u0007b\u202ec\r\nd\u2028e", regular), "abc\nd\ne");
  assert.equal(printable("x\ud800y", regular), "x?y");
});

Deno.test("every letter of Spanish, Portuguese, Polish, Greek and Russian is drawn in all text faces", () => {
  const letters = "áéíóúüñÁÉÍÓÚÜÑ¿¡ªºãõâêôçÃÕąćęłńóśźżĄĆĘŁŃŚŹŻαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ" +
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюяÄÖÜäöüß€£$½·—–“”‘’…№";
  for (const face of [regular, semibold, mono]) assert.equal(printable(letters, face), letters);
});

Deno.test("the Ukrainian apostrophe is drawn as one", () => {
  assert.equal(printable("Стефʼяна", regular), "Стеф’яна");
});

Deno.test("lines never pass the width, and no word is lost", () => {
  const text =
    "El equipo no enciende después de una caída y supercalifragilisticoespialidoso además de mojado";
  for (const width of [20, 60, 140, 1000]) {
    const lines = wrap(text, regular, { size: 9, width });
    for (const line of lines) assert.ok(regular.width(line, 9) <= width, line);
    assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
  }
});

Deno.test("a word is broken only when it alone is wider than the line", () => {
  const width = regular.width("enciende", 9) + 1;
  assert.deepEqual(wrap("no enciende", regular, { size: 9, width }), ["no", "enciende"]);
});

Deno.test("empty lines are kept", () => {
  assert.deepEqual(wrap("a\n\nb", regular, { size: 9, width: 100 }), ["a", "", "b"]);
});

Deno.test("clipped lines end in an ellipsis that still fits", () => {
  const lines = ["uno dos tres", "cuatro cinco", "seis"];
  const width = regular.width("cuatro cinco", 9);
  const clipped = clip(lines, regular, { size: 9, width, lines: 2 });
  assert.equal(clipped.length, 2);
  assert.match(clipped[1] ?? "", /^cuatro.*…$/);
  assert.ok(regular.width(clipped[1] ?? "", 9) <= width);
  assert.deepEqual(clip(lines, regular, { size: 9, width, lines: 3 }), lines);
});
