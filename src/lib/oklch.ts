/** A colour by lightness 0–1, chroma and hue in degrees (Ottosson's OKLab in polar form). */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

/** Linear-light sRGB, 0–1 inside the gamut. */
export type LinearRgb = readonly [number, number, number];

/** The colour of `#rrggbb`. */
export function oklchOf(hex: string): Oklch {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
  const long = Math.cbrt(.4122214708 * r + .5363325363 * g + .0514459929 * b);
  const medium = Math.cbrt(.2119034982 * r + .6806995451 * g + .1073969566 * b);
  const short = Math.cbrt(.0883024619 * r + .2817188376 * g + .6299787005 * b);
  const x = 1.9779984951 * long - 2.428592205 * medium + .4505937099 * short;
  const y = .0259040371 * long + .7827717662 * medium - .808675766 * short;
  return {
    l: .2104542553 * long + .793617785 * medium - .0040720468 * short,
    c: Math.hypot(x, y),
    h: (Math.atan2(y, x) * 180 / Math.PI + 360) % 360,
  };
}

/** Outside the gamut some parts lie below 0 or above 1. */
export function linearRgb({ l, c, h }: Oklch): LinearRgb {
  const x = c * Math.cos(h * Math.PI / 180);
  const y = c * Math.sin(h * Math.PI / 180);
  const long = (l + .3963377774 * x + .2158037573 * y) ** 3;
  const medium = (l - .1055613458 * x - .0638541728 * y) ** 3;
  const short = (l - .0894841775 * x - 1.291485548 * y) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + .2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - .3413193965 * short,
    -.0041960863 * long - .7034186147 * medium + 1.707614701 * short,
  ];
}

const STEPS = 16;

/** The strongest chroma that a screen can show at this lightness and hue. */
export function strongestChroma(l: number, h: number): number {
  let [inside, outside] = [0, .4];
  for (let step = 0; step < STEPS; step++) {
    const c = (inside + outside) / 2;
    if (linearRgb({ l, c, h }).every((part) => part >= 0 && part <= 1)) inside = c;
    else outside = c;
  }
  return inside;
}

/** WCAG 2 contrast of two colours, 1 to 21; parts outside the gamut are clipped as browsers do. */
export function contrast(one: Oklch, other: Oklch): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + .05) / (darker + .05);
}

function luminance(colour: Oklch): number {
  const [r = 0, g = 0, b = 0] = linearRgb(colour).map((part) => Math.min(1, Math.max(0, part)));
  return .2126 * r + .7152 * g + .0722 * b;
}

function linear(part: number): number {
  return part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
}
