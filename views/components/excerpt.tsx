/** The beginning of a long text in one line; the whole of it in the title. */
export function Excerpt({ text, length = 80 }: { text: string; length?: number }) {
  const line = text.replace(/\s+/g, " ");
  if (line.length <= length) return <span>{line}</span>;
  return <span title={text}>{`${line.slice(0, length - 1).trimEnd()}…`}</span>;
}
