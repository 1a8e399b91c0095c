import { z } from "zod";

export const RenderRequest = z.strictObject({
  zpl: z.string(),
  widthMm: z.number(),
  heightMm: z.number(),
  dotsPerMm: z.number(),
});
export type RenderRequest = z.infer<typeof RenderRequest>;

/** Pixels are dots of the print head; `ink` is null on an empty label. */
export const RenderedLabel = z.strictObject({
  labels: z.number(),
  width: z.number(),
  height: z.number(),
  ink: z.strictObject({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
    .nullable(),
  codes: z.array(z.strictObject({ format: z.string(), text: z.string() })),
});
export type RenderedLabel = z.infer<typeof RenderedLabel>;

/** Renders ZPL as a printer would and reads the labels with a barcode scanner. */
export async function renderLabels(requests: RenderRequest[]): Promise<RenderedLabel[]> {
  const script = new URL("./render_labels.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-prompt", script],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(new TextEncoder().encode(JSON.stringify(requests)));
  await stdin.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("the renderer failed");
  return z.array(RenderedLabel).parse(JSON.parse(new TextDecoder().decode(stdout)));
}
