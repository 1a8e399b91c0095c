import type { DeviceCategory } from "../devices/device.ts";
import { fold } from "../lib/fold.ts";
import type { PartUnit } from "../parts/part.ts";
import { KINDS } from "./vocabulary.ts";

/** A part as a shop here would list it; prices in whole pesos. */
export interface SeedPart {
  sku: string;
  name: string;
  category: string;
  unit: PartUnit;
  price: number;
  models: readonly string[];
  serialised?: true;
}

/** A part that was made up, as the orders see it. */
export interface MadePart extends SeedPart {
  id: string;
}

interface Fitting {
  prefix: string;
  word: string;
  category: string;
  price: number;
}

const FOR_PHONES: readonly Fitting[] = [
  { prefix: "PANT", word: "Módulo de pantalla", category: "Pantallas", price: 118_000 },
  { prefix: "BAT", word: "Batería", category: "Baterías", price: 32_000 },
  { prefix: "PIN", word: "Placa de carga", category: "Pines y placas de carga", price: 14_500 },
  { prefix: "TAPA", word: "Tapa trasera", category: "Tapas y carcasas", price: 21_000 },
  { prefix: "CAM", word: "Cámara trasera", category: "Cámaras", price: 46_000 },
];

const FOR_LAPTOPS: readonly Fitting[] = [
  { prefix: "TECL", word: "Teclado español", category: "Teclados", price: 48_000 },
  { prefix: "BATN", word: "Batería", category: "Baterías", price: 92_000 },
  { prefix: "BIS", word: "Juego de bisagras", category: "Tapas y carcasas", price: 38_000 },
];

/** `PANT-GALAXY-A54`, with the brand where the model alone does not tell. */
function skuOf(prefix: string, name: string): string {
  return `${prefix}-${fold(name).toUpperCase().replaceAll(" ", "-")}`.slice(0, 30).replace(/-$/, "");
}

function fitted(fittings: readonly Fitting[], category: string): SeedPart[] {
  const models = KINDS.find((kind) => kind.category === category)?.models ?? [];
  return models.flatMap(([brand, model], index) =>
    fittings.map(({ prefix, word, category, price }) => ({
      sku: skuOf(prefix, /\d/.test(model) ? model : `${brand} ${model}`),
      name: `${word} ${brand} ${model}`,
      category,
      unit: "unit",
      // The first models are the dear ones.
      price: Math.round(price * (1.35 - index * 0.05) / 500) * 500,
      models: [`${brand} ${model}`],
    }))
  );
}

const plain = (sku: string, name: string, category: string, price: number, unit: PartUnit = "unit") => ({
  sku,
  name,
  category,
  unit,
  price,
  models: [],
});

const GENERAL: readonly SeedPart[] = [
  { ...plain("SSD-240", "SSD SATA 240 GB", "Discos", 42_000), serialised: true },
  { ...plain("SSD-480", "SSD SATA 480 GB", "Discos", 63_000), serialised: true },
  { ...plain("SSD-960", "SSD SATA 960 GB", "Discos", 108_000), serialised: true },
  { ...plain("NVME-500", "SSD NVMe 500 GB", "Discos", 74_000), serialised: true },
  { ...plain("NVME-1TB", "SSD NVMe 1 TB", "Discos", 126_000), serialised: true },
  plain("DDR4-8-SO", "Memoria DDR4 8 GB SODIMM", "Memorias", 39_000),
  plain("DDR4-16-SO", "Memoria DDR4 16 GB SODIMM", "Memorias", 71_000),
  plain("DDR4-8", "Memoria DDR4 8 GB DIMM", "Memorias", 37_000),
  plain("DDR3-8-SO", "Memoria DDR3L 8 GB SODIMM", "Memorias", 28_000),
  plain("FUENTE-550", "Fuente ATX 550 W", "Fuentes", 66_000),
  plain("FUENTE-650", "Fuente ATX 650 W 80 Plus", "Fuentes", 94_000),
  plain("CARG-USBC-65", "Cargador USB-C 65 W", "Cargadores", 41_000),
  plain("CARG-19V-45", "Cargador 19 V 45 W punta fina", "Cargadores", 29_000),
  plain("CARG-19V-90", "Cargador 19 V 90 W", "Cargadores", 36_000),
  plain("PIN-USBC", "Conector USB-C hembra 16 pines", "Pines y placas de carga", 3_500),
  plain("PIN-MICRO", "Conector micro USB hembra", "Pines y placas de carga", 1_800),
  plain("JACK-DC-HP", "Conector DC HP con cable", "Pines y placas de carga", 9_800),
  plain("JACK-DC-LEN", "Conector DC Lenovo con cable", "Pines y placas de carga", 10_500),
  plain("HDMI-PS4", "Conector HDMI PlayStation 4", "Consolas", 8_500),
  plain("HDMI-PS5", "Conector HDMI PlayStation 5", "Consolas", 14_000),
  plain("STICK-DS4", "Palanca analógica DualShock 4", "Consolas", 4_200),
  plain("STICK-DS5", "Palanca analógica DualSense", "Consolas", 6_800),
  plain("LECTOR-PS4", "Lente lectora PlayStation 4", "Consolas", 38_000),
  plain("VENT-PS4", "Ventilador PlayStation 4 Slim", "Consolas", 27_000),
  plain("LED-32", "Juego de tiras LED 32 pulgadas", "Televisores", 24_000),
  plain("LED-43", "Juego de tiras LED 43 pulgadas", "Televisores", 36_000),
  plain("LED-50", "Juego de tiras LED 50 pulgadas", "Televisores", 45_000),
  plain("FUENTE-TV-43", "Placa fuente TV 43 pulgadas", "Televisores", 58_000),
  plain("TCON-43", "Placa T-Con 43 pulgadas", "Televisores", 49_000),
  plain("CR-UNIV", "Control remoto universal", "Televisores", 9_900),
  plain("CAP-450-10", "Capacitor 10 uF 450 V", "Electrodomésticos", 5_200),
  plain("CAP-450-35", "Capacitor 35 uF 450 V", "Electrodomésticos", 8_400),
  plain("CORREA-LAV", "Correa de lavarropas 1270 J5", "Electrodomésticos", 11_500),
  plain("BOMBA-LAV", "Bomba de desagote universal", "Electrodomésticos", 26_000),
  plain("CAPILAR-MIC", "Fusible de alta tensión microondas", "Electrodomésticos", 2_900),
  plain("MAGNETRON", "Magnetrón 900 W", "Electrodomésticos", 61_000),
  plain("CARBON-TAL", "Juego de carbones para taladro", "Herramientas", 3_800),
  plain("INT-TAL", "Interruptor de taladro reversible", "Herramientas", 16_500),
  plain("ROD-608", "Rodamiento 608 ZZ", "Herramientas", 2_400),
  plain("RODILLO-HP", "Rodillo de arrastre HP LaserJet", "Impresoras", 13_000),
  plain("FUSOR-FILM", "Película de fusor HP 1102", "Impresoras", 11_800),
  plain("CABEZAL-GT", "Cabezal de impresión GT52", "Impresoras", 54_000),
  plain("PASTA-TERM", "Pasta térmica", "Insumos", 900, "gram"),
  plain("ESTANO-06", "Estaño 60/40 0,6 mm", "Insumos", 260, "gram"),
  plain("FLUX-LIQ", "Flux líquido sin limpieza", "Insumos", 180, "millilitre"),
  plain("ALCOHOL-ISO", "Alcohol isopropílico", "Insumos", 28, "millilitre"),
  plain("CABLE-2X050", "Cable bipolar 2 x 0,50", "Insumos", 950, "metre"),
  plain("CINTA-KAPTON", "Cinta kapton 10 mm", "Insumos", 620, "metre"),
  plain("ADH-B7000", "Adhesivo B-7000", "Insumos", 210, "millilitre"),
  plain("VIDRIO-TEMP", "Vidrio templado genérico 6,5", "Insumos", 4_500),
];

/** About a hundred and fifty: what fits the devices that come in, and what every bench uses. */
export const SEED_PARTS: readonly SeedPart[] = [
  ...fitted(FOR_PHONES, "phone"),
  ...fitted(FOR_LAPTOPS, "laptop"),
  ...GENERAL,
];

/** Which parts of the catalogue a device of a category may need, when none is made for its model. */
export const USUAL_PARTS: Partial<Record<DeviceCategory, string>> = {
  desktop: "Fuentes",
  laptop: "Memorias",
  console: "Consolas",
  tv: "Televisores",
  appliance: "Electrodomésticos",
  tool: "Herramientas",
  printer: "Impresoras",
};

export const SUPPLIERS = ["Distribuidora Once", "Electrónica Liniers", "Importadora del Sur"] as const;
