/** The text of an answer; null once it is longer than so many bytes. @throws when the other side breaks off */
export async function boundedText(answer: Response, mostBytes: number): Promise<string | null> {
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  for await (const chunk of answer.body ?? []) {
    size += chunk.byteLength;
    if (size > mostBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
