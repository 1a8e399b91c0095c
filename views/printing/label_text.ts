import type { LayoutWarning } from "../../src/printing/layout.ts";
import type { Locale } from "../../src/lib/locale.ts";
import type { LabelField, LabelTemplate, QrTarget } from "../../src/printing/templates.ts";

const es = {
  /** What stands on a printed blank, before the line to write on. */
  blanks: {
    client: "Cliente",
    phone: "Teléfono",
    device: "Equipo",
    fault: "Falla",
    accessories: "Accesorios",
    date: "Fecha",
  } as Partial<Record<LabelField, string>>,
  templates: {
    device: "Equipo",
    accessory: "Accesorio",
    part: "Repuesto",
    shelf: "Estante o caja",
    slip: "Talón de contingencia",
    text: "Texto libre",
    test: "Prueba",
  } as Record<LabelTemplate, string>,
  fields: {
    number: "Número de orden",
    client: "Cliente",
    date: "Fecha",
    device: "Equipo",
    serial: "Serie o IMEI",
    fault: "Falla",
    accessories: "Accesorios",
    promised: "Fecha prometida",
    shop: "Nombre del negocio",
    accessory: "Accesorio",
    code: "Código",
    name: "Nombre",
    fits: "Sirve para",
    location: "Ubicación",
    price: "Precio",
    contents: "Contenido",
    phone: "Teléfono",
    line1: "Renglón 1",
    line2: "Renglón 2",
    line3: "Renglón 3",
    line4: "Renglón 4",
    printer: "Impresora",
    stock: "Medida de la etiqueta",
    sample: "Muestra de letras",
  } as Record<LabelField, string>,
  warnings: {
    text_shortened: "Un texto no entra entero y se acorta con puntos suspensivos.",
    text_dropped: "Algún dato no entra y queda afuera.",
    character_replaced: "Un carácter no existe en la impresora y sale como «?».",
    barcode_dropped:
      "El código de barras no entra, o el código tiene algo que no es mayúscula, número o guion.",
    qr_dropped: "El QR no entra, o su enlace no se puede imprimir.",
  } as Record<LayoutWarning, string>,
  targets: {
    tracking: "Página de seguimiento del cliente",
    order: "Página de la orden, para el personal",
    link: "El enlace de la etiqueta",
    code: "Solo el código",
  } as Record<QrTarget, string>,
};

export type LabelText = typeof es;

const en: LabelText = {
  blanks: {
    client: "Client",
    phone: "Phone",
    device: "Device",
    fault: "Fault",
    accessories: "Accessories",
    date: "Date",
  },
  templates: {
    device: "Device",
    accessory: "Accessory",
    part: "Part",
    shelf: "Shelf or box",
    slip: "Contingency slip",
    text: "Free text",
    test: "Test",
  },
  fields: {
    number: "Order number",
    client: "Client",
    date: "Date",
    device: "Device",
    serial: "Serial or IMEI",
    fault: "Fault",
    accessories: "Accessories",
    promised: "Promised date",
    shop: "Name of the shop",
    accessory: "Accessory",
    code: "Code",
    name: "Name",
    fits: "Fits",
    location: "Location",
    price: "Price",
    contents: "Contents",
    phone: "Phone",
    line1: "Line 1",
    line2: "Line 2",
    line3: "Line 3",
    line4: "Line 4",
    printer: "Printer",
    stock: "Size of the label",
    sample: "Sample of letters",
  },
  warnings: {
    text_shortened: "A text does not fit and is shortened with an ellipsis.",
    text_dropped: "Something does not fit and is left out.",
    character_replaced: "A character does not exist on the printer and comes out as “?”.",
    barcode_dropped: "The barcode does not fit, or its code has more than capitals, digits and hyphens.",
    qr_dropped: "The QR does not fit, or its link cannot be printed.",
  },
  targets: {
    tracking: "The client's tracking page",
    order: "The order's page, for staff",
    link: "The label's own link",
    code: "Just the code",
  },
};

export const labelText: Record<Locale, LabelText> = { es, en };
