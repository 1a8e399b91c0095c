import { labelText } from "../../views/printing/label_text.ts";
import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { formatDate } from "../lib/dates.ts";
import { paths } from "../paths.ts";
import type { LabelDataOf, LabelTemplate } from "./templates.ts";

const DAY = 86_400_000;

/** A label of each template with believable words in the shop's language, for previews and tests of a layout. */
export function sampleLabel<T extends LabelTemplate>(
  ctx: Ctx,
  branchId: string,
  template: T,
): LabelDataOf[T] {
  return samples(ctx, branchId)[template];
}

function samples(ctx: Ctx, branchId: string): LabelDataOf {
  const branch = branchOf(ctx.shop, branchId);
  const locale = ctx.shop.organization?.locale ?? "es";
  const shop = ctx.shop.organization?.name ?? branch.name;
  const say = labelText[locale].sample;
  const day = (at: number) => formatDate(at, { locale, timeZone: branch.timeZone });
  const date = day(ctx.now);
  const number = `${branch.code}-000123`;
  const url = ctx.baseUrl + paths.tracking("AbCdEfGhIjKlMnOpQrStUvWx");
  const orderUrl = ctx.baseUrl + paths.order(number);
  const { client, device } = say;
  return {
    device: {
      ...{ number, client, date, device, shop, url, orderUrl },
      serial: "356938035643809",
      fault: say.fault,
      accessories: say.accessories,
      promised: day(ctx.now + 3 * DAY),
    },
    accessory: { ...{ number, client, date, device, shop, url, orderUrl }, accessory: say.accessory },
    part: { ...say.part, code: "PANT-A54-NEG", date, shop, url: null },
    shelf: { ...say.shelf, code: "EST-B3", shop, url: null },
    slip: { number, shop, locale, url: ctx.baseUrl + paths.slip(number) },
    text: { code: "AVISO-1", lines: say.lines, url: ctx.baseUrl },
    test: { code: `${branch.code}-TEST`, shop, printer: say.printer, date, url: ctx.baseUrl },
  };
}
