import type { ReceiptSignature } from "../intakes/receipt.ts";
import { formatDateTime } from "../lib/dates.ts";
import { air, type Block, columns, rule, stack } from "./block.ts";
import type { Picture } from "./picture.ts";
import { text } from "./prose.ts";
import { COLOUR, INNER, type Setting } from "./sheet.ts";

export interface Signing {
  signature: ReceiptSignature | null;
  unsignedReason: string;
  /** The drawn signature; null when there is none or it was typed. */
  image: Picture | null;
}

/** An image scaled into a box, standing on its lower edge. */
export function standing(image: Picture, look: { width: number; height: number; alt: string }): Block {
  const scale = Math.min(look.width / image.width, look.height / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  return {
    height: look.height,
    draw(pen, x, y) {
      const box = { x, y: y + look.height - height, width, height };
      pen.element({ role: "Figure", alt: look.alt, box }, () => pen.image(image, box));
    },
  };
}

/** What stands on the line: the drawing, the typed name, or why there is nothing. */
export function signed(
  setting: Setting,
  signing: Signing,
  box: { width: number; height: number; ink: string },
): Block {
  const { signature, image } = signing;
  if (signature && image) return standing(image, { ...box, alt: signature.name });
  const words = signature
    ? signature.name
    : [setting.words.notSigned, signing.unsignedReason].filter(Boolean).join(": ");
  const written = text(setting.faces, words, {
    width: box.width,
    size: signature ? 14 : 9,
    colour: box.ink,
  });
  return stack([air(Math.max(0, box.height - written.height - 3)), written, air(3)]);
}

/** Client on the left, the shop on the right, each over a line. */
export function signatureRow(
  setting: Setting,
  signing: Signing & { label: string; by: string; byLabel: string },
): Block {
  const width = (INNER - 40) / 2;
  const { signature } = signing;
  const when = signature
    ? setting.words.signedAt(signature.name, formatDateTime(signature.at, setting.reading))
    : "";
  const left = signed(setting, signing, { width: width - 20, height: 42, ink: COLOUR.ink });
  const right = text(setting.faces, signing.by, { width, size: 9.2, colour: COLOUR.ink });
  return columns([
    { width, block: stack([left, ...underLine(setting, { width, label: signing.label, when })]) },
    {
      width,
      block: stack([
        air(Math.max(0, left.height - right.height - 3)),
        right,
        air(3),
        ...underLine(setting, { width, label: signing.byLabel, when: "" }),
      ]),
    },
  ], 40);
}

function underLine(setting: Setting, part: { width: number; label: string; when: string }): Block[] {
  const { width, label, when } = part;
  return [
    rule(width, { colour: COLOUR.ink, thickness: 0.7 }),
    air(3),
    text(setting.faces, label, { width, size: 7, colour: COLOUR.soft, lines: 1 }),
    ...(when ? [text(setting.faces, when, { width, size: 7.5, colour: COLOUR.ink })] : []),
  ];
}
