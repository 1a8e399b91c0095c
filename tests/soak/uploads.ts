/**
 * The long round of uploads: 5 GB in one request, pictures of 59 million pixels, ten at once, 10,000 tiny photos. Part of `deno task soak`;
 * by itself `deno run -A tests/soak/uploads.ts [tiny]`.
 */
import { uploads } from "../faults/uploads.ts";

const tiny = Number(Deno.args[0] ?? 10_000);
const { taken, kept, refused, grew } = await uploads({ tiny, large: true });
console.log(
  `5 GB refused after ${taken.told} MB, without its length after ${taken.untold} MB, by nobody known after ${taken.stranger} MB; ` +
    `${tiny} tiny photos: ${kept} kept, ${refused} refused; resident at most ${grew} MB more`,
);
