import type { ZodOpenApiPathsObject } from "zod-openapi";

/** What the shop sends to the endpoints of others. */
export const WEBHOOKS: ZodOpenApiPathsObject = {};
