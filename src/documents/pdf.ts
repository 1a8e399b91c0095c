import type { PaperFormat } from "../paths.ts";

/** A document whose words are settled. */
export interface Drawable {
  /** `Recibo de pago S01-000052`. */
  title: string;
  /** ASCII, without an ending: what a browser saves it as. */
  fileName: string;
  draw(format: PaperFormat): Promise<Uint8Array<ArrayBuffer>>;
}

/** A document that is ready to be shown or printed. */
export interface Pdf {
  fileName: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export async function drawn(
  { fileName, draw }: Omit<Drawable, "title">,
  format: PaperFormat,
): Promise<Pdf> {
  return { fileName, bytes: await draw(format) };
}
