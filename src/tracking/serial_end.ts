/** At most the last four, and of a short serial no more than half. */
export function serialEnd(serial: string): string {
  const folded = serial.replace(/\s/g, "");
  const shown = Math.min(4, Math.floor(folded.length / 2));
  return folded.slice(folded.length - shown);
}
