import type { Page } from "playwright-core";

/** A pixel of the page is so much of one of the picture. */
const SCALE = 0.1;

/** What says where on the page it happens, which Chromium looks for on the picture. */
const POINTED = new Set(["Input.dispatchMouseEvent", "Input.dispatchDragEvent"]);
const METRICS = "Emulation.setDeviceMetricsOverride";

/** https://chromedevtools.github.io/devtools-protocol/tot/ */
interface ProtocolSession {
  send(method: string, params?: Params): Promise<unknown>;
}

type Params = Record<string, unknown>;

/** What Playwright has of a tab inside, and tells nobody: there is no other way to the session that it sends its clicks by. */
interface Tab {
  _client: ProtocolSession;
  _metricsOverride?: unknown;
  _updateViewport(): Promise<void>;
}

interface Insides {
  _connection?: { toImpl?(page: Page): { delegate?: { _mainFrameSession?: Tab } } };
}

const whole = new WeakMap<Page, () => Promise<void>>();

/**
 * Has a page drawn small. What it measures, where it is clicked and how it looks to scripts stays; Chromium, which has no graphics card
 * here, spends a third less on it.
 */
export async function drawSmall(page: Page): Promise<void> {
  const tab = tabOf(page);
  const send = tab._client.send.bind(tab._client);
  let scale = SCALE;
  tab._client.send = (method, params) => send(method, scaled(method, params, scale));
  whole.set(page, async () => {
    scale = 1;
    await drawAnew(tab);
  });
  await drawAnew(tab);
}

/** Has it drawn as people see it again, for a picture. */
export async function drawWhole(page: Page): Promise<void> {
  await whole.get(page)?.();
}

async function drawAnew(tab: Tab): Promise<void> {
  tab._metricsOverride = undefined;
  await tab._updateViewport();
}

function scaled(method: string, params: Params = {}, scale: number): Params {
  if (method === METRICS) return { ...params, scale };
  if (!POINTED.has(method)) return params;
  return { ...params, x: Number(params.x) * scale, y: Number(params.y) * scale };
}

function tabOf(page: Page): Tab {
  const tab = (page as Page & Insides)._connection?.toImpl?.(page).delegate?._mainFrameSession;
  if (typeof tab?._updateViewport !== "function") throw new Error("Playwright is another one inside");
  return tab;
}
