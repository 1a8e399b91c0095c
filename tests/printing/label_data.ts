import type { LabelSize } from "../../src/printing/layout.ts";
import type { LabelLayout } from "../../src/printing/label_layout.ts";
import { DPI } from "../../src/printing/protocol.ts";
import { renderLabel } from "../../src/printing/render_label.ts";
import {
  LABEL_SIZES,
  type LabelData,
  type LabelDataOf,
  type LabelTemplate,
} from "../../src/printing/templates.ts";

const URL = "https://taller.example.com/s/AbCdEfGhIjKlMnOpQrStUv";
const SHOP = "Taller Central";

/** Each label with every field filled, as a shop would print it. */
export const FULL: LabelDataOf = {
  device: {
    number: "S01-000052",
    client: "María Núñez",
    date: "23/11/26",
    device: "Samsung Galaxy S23 Ultra 256 GB",
    serial: "356938035643809",
    fault: "No carga; la pantalla parpadea después de mojarse y se apaga sola a los pocos minutos",
    accessories: "Cargador, funda, tarjeta SIM",
    promised: "27/11/26",
    shop: SHOP,
    url: URL,
    orderUrl: "https://taller.example.com/ordenes/S01-000052",
  },
  accessory: {
    number: "S01-000052",
    accessory: "Cargador original 25 W",
    device: "Samsung Galaxy S23 Ultra 256 GB",
    client: "María Núñez",
    date: "23/11/26",
    shop: SHOP,
    url: URL,
    orderUrl: "https://taller.example.com/ordenes/S01-000052",
  },
  part: {
    code: "PANT-A54-NEG",
    name: "Módulo pantalla Galaxy A54 negro, calidad original",
    fits: "SM-A546B, SM-A546E, SM-A546U",
    location: "Estante B3, caja 12",
    price: "$ 148.900",
    date: "23/11/26",
    shop: SHOP,
    url: "https://taller.example.com/r/PANT-A54-NEG",
  },
  shelf: {
    code: "EST-B3-12",
    name: "Pantallas Samsung A",
    contents: "A13, A14, A33, A34, A53, A54: módulos con marco; revisar conector antes de colocar",
    shop: SHOP,
    url: "https://taller.example.com/e/B3-12",
  },
  slip: {
    number: "S01-000900",
    shop: SHOP,
    locale: "es",
    url: "https://taller.example.com/talonarios/S01-000900",
  },
  text: {
    code: "FRAGIL-1",
    lines: ["Frágil: no apilar", "Entregar solo con turno", "Preguntar por Tomás", "Vence 30/11/26"],
    url: "https://taller.example.com/aviso",
  },
  test: {
    code: "S01-TEST",
    shop: SHOP,
    printer: "Etiquetas mostrador",
    date: "23/11/26 10:00",
    url: "https://taller.example.com",
  },
};

/** The same label with `text` in every field that is not a code or a link. */
export function saying<T extends LabelTemplate>(template: T, text: string): LabelDataOf[T] {
  const data: LabelDataOf[T] = { ...FULL[template] };
  const kept = new Set(["number", "code", "url", "orderUrl", "locale"]);
  const said = Object.entries(data).map(([name, value]) => {
    if (kept.has(name)) return [name, value];
    return [name, Array.isArray(value) ? value.map(() => text) : text];
  });
  return Object.fromEntries(said);
}

export function codeOf(data: LabelData): string {
  return "number" in data ? data.number : data.code;
}

/** Every stock at every resolution. */
export const SIZES: readonly LabelSize[] = LABEL_SIZES.flatMap((size) =>
  DPI.map((dpi) => ({ ...size, dpi }))
);

export function nameOf(template: LabelTemplate, { widthMm, heightMm, dpi }: LabelSize): string {
  return `${template} ${widthMm}x${heightMm} at ${dpi} dpi`;
}

/** For tests that walk templates: each with data of its own kind. */
export function drawn(template: LabelTemplate, size: LabelSize, layout?: LabelLayout) {
  return renderLabel(template, FULL[template], size, layout);
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
  "Nun\u0303ez A\u0301lvarez I\u0301ÑIGO",
  "日本 📱 \ud800 \u0301\u0301",
  "x".repeat(5_000),
  "MMMM WWWW ".repeat(200),
  "{{constructor}} ${process} <script>alert(1)</script> &amp;",
] as const;
