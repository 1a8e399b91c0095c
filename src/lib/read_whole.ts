/** All that comes, unless it is longer than it may be. @throws `tooLong` */
export async function readWhole(
  content: AsyncIterable<Uint8Array>,
  { most, tooLong }: { most: number; tooLong: () => Error },
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > most) throw tooLong();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
