import fc from "fast-check";

/**
 * What tests try by chance is the same in every run of `deno task test`, so that none fails for something else than what was changed.
 * `deno task soak` tries something else each time, and tells the `CHANCE` by which it comes again.
 */
fc.configureGlobal({ seed: Number(Deno.env.get("CHANCE") ?? 5171) });
