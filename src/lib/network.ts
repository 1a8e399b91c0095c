/**
 * What counts as one asker where tries are limited: an IPv4 address (also when written as an IPv6 one), or the /64 that every
 * IPv6 subscriber has whole.
 */
export function networkOf(ip: string): string {
  const v4 = /(?:^|:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(ip)?.[1];
  if (v4) return v4;
  if (!ip.includes(":")) return ip;
  const [head = "", tail] = ip.toLowerCase().split("%", 1).join("").split("::", 2);
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array<string>(zeros).fill("0"), ...last].slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}

function groups(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
