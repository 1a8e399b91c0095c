import type { Browser, BrowserContext, Page } from "playwright-core";
import { Keyboard } from "./keyboard.ts";

/** Somebody at a screen: a browser context of their own, one page, and what went wrong on it. */
export interface Person {
  name: string;
  context: BrowserContext;
  page: Page;
  keys: Keyboard;
  /** Opens a path of the server. */
  visit(path: string): Promise<void>;
  /** Answers of these statuses are part of the test from here on; every other 4xx fails it. */
  expects(...statuses: number[]): void;
  /** Console errors, policy violations, exceptions, and answers that nobody expected. */
  faults: string[];
}

export interface Screen {
  /** Answers that belong to the test: 404, 409, 422 … */
  expects?: number[];
  width?: number;
  height?: number;
  javaScript?: boolean;
  dark?: boolean;
  touch?: boolean;
  /** Two dots to a pixel, as on a phone. */
  sharp?: boolean;
  locale?: "es-AR" | "en-GB";
}

const WAIT_MS = 120_000;

export async function seat(
  browser: Browser,
  { name, baseUrl, screen = {} }: { name: string; baseUrl: string; screen?: Screen },
): Promise<Person> {
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width: screen.width ?? 1440, height: screen.height ?? 900 },
    javaScriptEnabled: screen.javaScript ?? true,
    colorScheme: screen.dark ? "dark" : "light",
    hasTouch: screen.touch ?? false,
    deviceScaleFactor: screen.sharp ? 2 : 1,
    locale: screen.locale ?? "es-AR",
    timezoneId: "America/Argentina/Buenos_Aires",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const expected = new Set(screen.expects);
  const faults: string[] = [];
  const fault = (what: string) => faults.push(`${name} on ${new URL(page.url()).pathname}: ${what}`);
  page.on("pageerror", (error) => fault(`exception ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    // A status that was not good is judged below, where it can be told from the ones a test asks for.
    if (message.type() === "error" && !/the server responded with a status of/.test(message.text())) {
      fault(`console ${message.text()} (${message.location().url})`);
    }
  });
  page.on("response", (response) => {
    const status = response.status();
    if (status >= 400 && !expected.has(status)) {
      fault(`${status} ${response.request().method()} ${response.url()}`);
    }
  });
  // Somebody listens from the start: whoever begins with the key press can come too late.
  page.on("filechooser", () => {});
  return {
    name,
    context,
    page,
    keys: new Keyboard(page),
    faults,
    expects: (...statuses) => statuses.forEach((status) => expected.add(status)),
    async visit(path) {
      await page.goto(path);
    },
  };
}
