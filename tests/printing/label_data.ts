import type { LabelData } from "../../src/printing/templates.ts";

/** A label with every field filled, as a shop would print it. */
export function aLabel(changes: Partial<LabelData> = {}): LabelData {
  return {
    number: "S01-000052",
    client: "María Núñez",
    device: "Samsung Galaxy S23 Ultra 256 GB",
    fault: "No carga; la pantalla parpadea después de mojarse y se apaga sola a los pocos minutos",
    accessories: "Cargador, funda, tarjeta SIM",
    accessory: "Cargador original 25 W",
    shop: "Taller Central",
    date: "23/11/26",
    url: "https://taller.example.com/s/AbCdEfGhIjKlMnOpQrStUv",
    ...changes,
  };
}

/** What a person may type, by mistake or not: commands of the printer, of its set-up language, and odd characters. */
export const HOSTILE_TEXTS = [
  "~JA",
  "^XZ^XA^PQ50^XZ",
  "^FS^FO0,0^GB800,800,800^FS",
  "^FD_5E_7E^FS",
  "~HS~JR~DGR:A.GRF,8,1,FF",
  '! U1 setvar "device.languages" "line_print"\r\n',
  "_5EXZ _7EJA \\& \\5E",
  "\u0010\u001b@\u0000\u007f\u0085",
  "a\u202eb\u2066c\u200d\ufeff\u2028d",
  ">;>9>0>1",
  "Ñandú Güemes “º” € – …",
  "日本 📱 \ud800 \u0301\u0301",
  "x".repeat(5_000),
  "{{constructor}} ${process} <script>alert(1)</script> &amp;",
] as const;
