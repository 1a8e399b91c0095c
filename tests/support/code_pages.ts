/** The upper half of IBM code page 850, from 80H on. 858 has the euro sign in place of the dotless i. */
const PC850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀" +
  "ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";
const WPC1252 = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 128 }, (_, index) => 128 + index),
);

/** Upper halves by the number that ESC t gives them in Epson's printers. */
const PAGES: Record<number, string> = { 2: PC850, 19: PC850.replace("ı", "€"), 16: WPC1252 };

/** What the printer puts on paper for these bytes. */
export function decodeText(bytes: readonly number[], page: number): string {
  return bytes.map((byte) => byte < 0x80 ? String.fromCharCode(byte) : PAGES[page]?.[byte - 0x80] ?? "▯")
    .join("");
}
