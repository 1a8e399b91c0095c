import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Instant, instant } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { currentTerms, publishTerms } from "../intakes/terms.ts";
import { notFound } from "../lib/app_error.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";
import { paths } from "../paths.ts";
import { TermsEdit } from "./input.ts";
import { listTerms } from "./queries.ts";

const tag = "shop";
const params = z.object({ locale: z.enum(LOCALES) });

const Terms = z.object({ locale: z.enum(LOCALES), version: z.int(), text: z.string() }).meta({
  id: "Terms",
  description: "What clients accept at the counter",
});

/** The terms of service: each version stays as it was accepted. */
export const termsOperations: readonly Operation[] = [
  operation({
    id: "listTermsVersions",
    method: "get",
    path: paths.apiTermsVersions(),
    tag,
    scope: "settings:read",
    summary: "List the versions of the terms of service",
    answer: {
      text: "Newest first, of every language",
      schema: z.array(z.object({
        locale: z.enum(LOCALES),
        version: z.int(),
        published_at: Instant,
        published_by: z.string().nullable(),
      })),
    },
    async handle(ctx) {
      const body = (await listTerms(ctx)).map(({ locale, version, createdAt, by }) => ({
        locale,
        version,
        published_at: instant(createdAt),
        published_by: by,
      }));
      return { body };
    },
  }),
  operation({
    id: "getTerms",
    method: "get",
    path: paths.apiTerms("{locale}"),
    tag,
    scope: "settings:read",
    summary: "Read the terms in force in a language",
    params,
    answer: { text: "The terms", schema: Terms },
    async handle(ctx, { params: { locale } }) {
      const terms = await currentTerms(ctx.db, locale);
      if (!terms) throw notFound();
      return told(terms);
    },
  }),
  operation({
    id: "publishTerms",
    method: "patch",
    path: paths.apiTerms("{locale}"),
    tag,
    scope: "settings:write",
    summary: "Publish another version of the terms",
    description:
      "For the intakes from now on; what was accepted stays as it was. With `If-Match: *` the first of a language.",
    params,
    body: TermsEdit.pick({ text: true }),
    example: { text: "El taller recibe el equipo en el estado que se indica en este comprobante." },
    answer: { text: "The terms in force now", schema: Terms },
    merge: { stale: "terms_replaced", onto: (ctx, { locale }) => inForce(ctx, locale) },
    async handle(ctx, { params: { locale }, body: { text }, version: replaces }) {
      return told(await publishTerms(ctx, { locale, text, replaces }));
    },
  }),
];

async function inForce(ctx: Ctx, locale: Locale) {
  const terms = await currentTerms(ctx.db, locale);
  return { value: { text: terms?.text ?? "" }, version: terms?.version ?? 0 };
}

function told({ locale, version, text }: z.input<typeof Terms>) {
  return { body: { locale, version, text }, version };
}
