import type { ShopLogo } from "../../src/admin/settings.ts";
import { paths } from "../../src/paths.ts";
import { asset } from "../assets.ts";

/** A logo longer than this bears the shop's name already. */
const LONG = 2;

/** The shop's logo, or our mark, and the shop's name where the picture does not bear it. A long logo takes our mark along. */
export function ShopMark({ logo, name }: { logo: ShopLogo | null; name: string }) {
  if (logo === null) {
    return (
      <>
        <OwnMark />
        <span>{name}</span>
      </>
    );
  }
  const long = isLong(logo);
  return (
    <>
      <img
        class={long ? "logo long" : "logo"}
        src={paths.logo(logo.page)}
        alt={long ? name : ""}
        width={logo.width}
        height={logo.height}
      />
      {long ? <OwnMark /> : <span>{name}</span>}
    </>
  );
}

/** A mark for where there is hardly room, a long logo would be a line. */
export function SmallMark({ logo }: { logo: ShopLogo | null }) {
  const own = logo !== null && !isLong(logo) ? logo : null;
  return own
    ? <img class="logo" src={paths.logo(own.page)} alt="" width={own.width} height={own.height} />
    : <OwnMark />;
}

function OwnMark() {
  return <img class="brand-mark" src={asset("icons/reparo.svg")} alt="" width="28" height="28" />;
}

function isLong({ width, height }: ShopLogo): boolean {
  return width > LONG * height;
}
