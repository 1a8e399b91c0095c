import { z } from "zod";
import { cursorWords, wordsCursor } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, PAGE } from "../api/shapes.ts";
import { paths } from "../paths.ts";
import { liftSuppression } from "./commands.ts";
import { suppressedAddresses } from "./queries.ts";

const tag = "mails";
const LIST = "address";
/** Of an address as long as one can be, in the letters of a cursor. */
const LONGEST_CURSOR = 2_000;

const SuppressedAddress = z.object({
  address: z.string(),
  since: Instant,
  message_id: Id.nullable().meta({ description: "The mail that came back" }),
  code: z.string().meta({ description: "What its server said", examples: ["550 5.1.1"] }),
}).meta({ id: "SuppressedAddress" });

/** The addresses that their servers did not know. */
export const suppressionOperations: readonly Operation[] = [
  operation({
    id: "listSuppressedAddresses",
    method: "get",
    path: paths.apiSuppressions(),
    tag,
    scope: "suppressions:read",
    summary: "List the addresses that nothing is sent to",
    query: z.object({
      ...PAGE,
      cursor: z.string().min(1, { error: "cursor" }).max(LONGEST_CURSOR, { error: "cursor" }).optional().meta(
        {
          description: "Where the page begins, as the link to it says",
        },
      ),
    }),
    answer: { text: "One page of addresses, by their letters", schema: z.array(SuppressedAddress) },
    async handle(ctx, { query: { cursor, limit } }) {
      const after = cursorWords(LIST, cursor) ?? "";
      const { addresses, next } = await suppressedAddresses(ctx, { after, limit });
      const body = addresses.map(({ address, since, messageId, code }) => ({
        address,
        since: instant(since),
        message_id: messageId,
        code,
      }));
      return { body, next: next === null ? null : wordsCursor(LIST, next) };
    },
  }),
  operation({
    id: "liftSuppression",
    method: "delete",
    path: paths.apiSuppression("{address}"),
    tag,
    scope: "suppressions:write",
    summary: "Write to an address again",
    description: "Of one that is not on the list too: again changes nothing.",
    params: z.object({ address: z.string().min(1).max(254) }),
    statuses: [204],
    answer: { text: "It is written to", schema: z.undefined() },
    async handle(ctx, { params: { address } }) {
      await liftSuppression(ctx, address);
      return { body: undefined };
    },
  }),
];
