import assert from "node:assert/strict";
import { filledAnswer } from "../../src/notes/canned.ts";
import { mentionedIn } from "../../src/notes/mention.ts";

const PEOPLE = [
  { id: "1", name: "Ana Pérez", email: "ana@taller.example" },
  { id: "2", name: "Ana María Sosa", email: "amsosa@taller.example" },
  { id: "3", name: "Tomás Ñandú", email: "tomas@taller.example" },
];

function named(text: string): string {
  return mentionedIn(text, PEOPLE).map((person) => person.id).join("");
}

Deno.test("an @ names by whole name, first name or e-mail, whatever the accents", () => {
  assert.equal(named("@Tomás Ñandú, mire esto"), "3");
  assert.equal(named("listo @tomas."), "3");
  assert.equal(named("@TOMAS ñandu"), "3");
  assert.equal(named("(@amsosa) ¿lo llama?"), "2");
  assert.equal(named("@ana pérez y @tomás"), "13");
  assert.equal(named("@Ana María Sosa"), "2", "the longest name counts");
});

Deno.test("a first name of several means all of them; an address or half a name means nobody", () => {
  assert.equal(named("@ana, ¿quién va?"), "12");
  assert.equal(named("escribió a ana@taller.example"), "");
  assert.equal(named("@anabel"), "");
  assert.equal(named("@ nada, @@ y @"), "");
});

Deno.test("an answer is filled in from the order, and other braces stay", () => {
  const facts = { client: "Marta", device: "Galaxy A54", order: "S01-000001" };
  assert.equal(
    filledAnswer("Hola {cliente}: su {device} ({orden}) {constructor} {x}", facts),
    "Hola Marta: su Galaxy A54 (S01-000001) {constructor} {x}",
  );
});
