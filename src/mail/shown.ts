import type { Ctx } from "../context.ts";
import { LOGO_ID } from "./message.ts";

/** A mail brings its styles and pictures with it and nothing else: no script, no form, in a frame of ours only. */
export const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox";

/** A mail that is not sent yet, with the shop's logo in it. */
export async function shownHtml(ctx: Ctx, html: string): Promise<string> {
  const { logo } = ctx.shop.settings;
  const bytes = logo && await ctx.files.read(logo.sheet);
  return bytes ? withPicture(html, { contentId: LOGO_ID, type: "image/png", bytes }) : html;
}

/** The HTML with a picture that goes along put where it stands. */
export function withPicture(
  html: string,
  { contentId, type, bytes }: { contentId: string; type: string; bytes: Uint8Array<ArrayBuffer> },
): string {
  return html.replaceAll(`src="cid:${contentId}"`, `src="data:${type};base64,${bytes.toBase64()}"`);
}
