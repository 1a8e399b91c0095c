import { Hono } from "hono";
import { deviceDifferences, typedDevice } from "../../views/devices/differences.ts";
import { EditDevicePage } from "../../views/devices/form.tsx";
import { DeviceOwnerPage, OwnerCandidates } from "../../views/devices/owner.tsx";
import { DevicePage } from "../../views/devices/page.tsx";
import { text } from "../../views/devices/text.ts";
import { reasonSentence } from "../../views/errors/text.ts";
import { listClients } from "../clients/queries.ts";
import type { Env } from "../http/env.ts";
import { may } from "../http/guard.ts";
import { answer, pageOrPart } from "../http/htmx.ts";
import { AppError, invalid } from "../lib/app_error.ts";
import { check, cursorParam, nest } from "../lib/form.ts";
import { paths } from "../paths.ts";
import { changeOwner, editDevice } from "./commands.ts";
import { deviceEdit, ownerChange } from "./input.ts";
import { deviceOrders, devicePhotos, getDevice } from "./queries.ts";

const MOST_CANDIDATES = 10;

export const deviceRoutes = new Hono<Env>()
  .use(may("devices.read"))
  .use("/:id/editar", may("devices.edit"))
  .use("/:id/titular", may("devices.edit"))
  .get("/:id", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const after = cursorParam.parse(c.req.query("desde"));
    const [device, orders, photos] = await Promise.all([
      getDevice(ctx, id),
      deviceOrders(ctx, id, { after }),
      devicePhotos(ctx, id),
    ]);
    const older = after !== undefined;
    return c.html(
      <DevicePage viewer={viewer} device={device} orders={orders} photos={photos} older={older} />,
    );
  })
  .get("/:id/editar", async (c) => {
    const { ctx, viewer } = c.var;
    const device = await getDevice(ctx, c.req.param("id"));
    return c.html(<EditDevicePage viewer={viewer} device={device} typed={typedDevice(device)} />);
  })
  .post("/:id/editar", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(deviceEdit, nest(await c.req.formData()));
    const { typed } = form;
    if (!form.ok) {
      const device = await getDevice(ctx, id);
      return c.html(
        <EditDevicePage viewer={viewer} device={device} typed={typed} errors={form.errors} />,
        422,
      );
    }
    try {
      await editDevice(ctx, id, form.data);
    } catch (refusal) {
      if (!isChanged(refusal)) throw refusal;
      const device = await getDevice(ctx, id);
      if (deviceDifferences(viewer.locale, { device, typed }).length > 0) {
        return c.html(<EditDevicePage viewer={viewer} device={device} typed={typed} conflict />, 409);
      }
    }
    return answer(c, { to: paths.device(id), toast: text[viewer.locale].saved });
  })
  .get("/:id/titular", async (c) => {
    const { ctx, viewer } = c.var;
    const q = (c.req.query("q") ?? "").slice(0, 200);
    const [device, found] = await Promise.all([
      getDevice(ctx, c.req.param("id")),
      q.trim() === "" ? { rows: [] } : listClients(ctx, { q, sort: "newest" }),
    ]);
    const props = { viewer, device, q, candidates: found.rows.slice(0, MOST_CANDIDATES) };
    return pageOrPart(c, {
      page: () => <DeviceOwnerPage {...props} />,
      part: () => <OwnerCandidates {...props} />,
    });
  })
  .post("/:id/titular", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(ownerChange, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    try {
      await changeOwner(ctx, id, form.data);
    } catch (refusal) {
      if (!isChanged(refusal)) throw refusal;
      const device = await getDevice(ctx, id);
      const sentence = reasonSentence("device_changed", {}, viewer.locale);
      return c.html(
        <DeviceOwnerPage viewer={viewer} device={device} q="" candidates={[]} refusal={sentence} />,
        409,
      );
    }
    return answer(c, { to: paths.device(id), toast: text[viewer.locale].ownerChanged });
  });

function isChanged(refusal: unknown): boolean {
  return refusal instanceof AppError && refusal.detail.reason === "device_changed";
}
