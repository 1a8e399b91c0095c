import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Referencia de la API",
  lead: "Lo que otros programas pueden leer y hacer. Los nombres están en inglés, como en el código.",
  document: "Documento OpenAPI 3.1",
  tokens: "Crear una clave",
  contents: "Operaciones",
  scope: "Permiso",
  parameters: "Parámetros",
  body: "Cuerpo",
  example: "Ejemplo",
  answers: "Respuestas",
  name: "Nombre",
  type: "Tipo",
  meaning: "Qué es",
  required: "obligatorio",
};

const en: typeof es = {
  title: "API reference",
  lead: "What other programs may read and do.",
  document: "OpenAPI 3.1 document",
  tokens: "Make a token",
  contents: "Operations",
  scope: "Scope",
  parameters: "Parameters",
  body: "Body",
  example: "Example",
  answers: "Answers",
  name: "Name",
  type: "Type",
  meaning: "What it is",
  required: "required",
};

export const text: Record<Locale, typeof es> = { es, en };
