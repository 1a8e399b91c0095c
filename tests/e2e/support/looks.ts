import type { Page } from "playwright-core";

const AXE = Deno.readTextFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")));
/** Serious and critical ones, with the elements they are about. */
const COMPLAINTS = `globalThis.complaintsOf = async (within, options) => {
  const { violations } = await axe.run(within, { resultTypes: ["violations"], ...options });
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical").flatMap(({ id, nodes }) =>
    nodes.slice(0, 4).map(({ target, failureSummary }) => [id, target.join(" "), failureSummary].join(" · ")));
};`;

/** What axe judges by itself, apart from where it stands: each kind of text by its colours, each kind of target by its room. */
const KINDS = { "color-contrast": "texts", "target-size": "targets" } as const;
export type KindRule = keyof typeof KINDS;
/** Both rules look at nothing but what is marked for them, and what is in it; by an attribute that axe leaves out where it says where. */
const MARKED = `axe.configure({ rules: ${JSON.stringify(Object.keys(KINDS))}.map((id) =>
  ({ id, selector: "[xmlns~=" + id + "], [xmlns~=" + id + "] *" })) });`;

/**
 * Of two texts one need not be judged when the elements, classes, colours and grounds above it are those
 * of the other; of two targets, when their sizes and what lies around them are the same too.
 */
const LOOKS = `globalThis.looks = (() => {
  const TARGETS = "a[href], area, button, input, select, textarea, summary, [role], [tabindex], [contenteditable]";
  const SPACE = 24;

  function above() {
    const known = new Map();
    return function chain(one) {
      if (one === null) return "";
      let told = known.get(one);
      if (told === undefined) {
        const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(one);
        const off = one.matches(":disabled, [aria-disabled='true']") || one.control?.disabled === true;
        told = [chain(one.parentElement), one.localName, one.className.baseVal ?? one.className, backgroundColor,
          backgroundImage, opacity, position, off].join("|");
        known.set(one, told);
      }
      return told;
    };
  }

  function* texts() {
    const chain = above();
    for (const one of document.querySelectorAll("body *")) {
      const own = [...one.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ data }) => data).join("") + (one.placeholder ?? "") + (one.value ?? "");
      if (own.trim() === "" || !one.checkVisibility({ visibilityProperty: true })) continue;
      const { color, fontSize, fontWeight, textShadow } = getComputedStyle(one);
      // A lone sign is no text to axe.
      const words = (one.textContent.match(/[\\p{L}\\p{N}]/gu) ?? []).length > 1;
      yield [one, [chain(one), color, fontSize, fontWeight, textShadow, words].join("|")];
    }
  }

  function* targets() {
    const chain = above();
    const all = [...document.querySelectorAll(TARGETS)].filter((one) => one.checkVisibility())
      .map((one) => ({ one, at: one.getBoundingClientRect() }));
    for (const { one, at } of all) {
      const near = all.filter((other) => other.one !== one && other.at.left < at.right + SPACE &&
        other.at.right > at.left - SPACE && other.at.top < at.bottom + SPACE && other.at.bottom > at.top - SPACE)
        .map((other) => [other.at.left - at.left, other.at.top - at.top, other.at.width, other.at.height].map(Math.round));
      yield [one, [chain(one), Math.round(at.width), Math.round(at.height), ...near].join("|")];
    }
  }

  function hashOf(text) {
    let [a, b] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at++) {
      a = Math.imul(a ^ text.charCodeAt(at), 2654435761);
      b = Math.imul(b ^ text.charCodeAt(at), 1597334677);
    }
    return (b >>> 0).toString(36) + (a >>> 0).toString(36);
  }

  /** What was seen last: an element of each kind, by the rule that judges it. */
  const seen = new Map();

  return {
    /** The kinds that there are. */
    see(rule, which) {
      const kinds = new Map();
      for (const [one, told] of { texts, targets }[which]()) {
        const kind = hashOf(told);
        if (!kinds.has(kind)) kinds.set(kind, one);
      }
      seen.set(rule, kinds);
      return [...kinds.keys()];
    },
    /** What stands around the main part. */
    frame() {
      const main = document.querySelector("main");
      return [...document.body.querySelectorAll("*")].filter((one) =>
        one.parentElement.contains(main) && !one.contains(main) && !main.contains(one));
    },
    /** One of a kind, unless the page has put something else in its place by now. */
    element(rule, kind) {
      const one = seen.get(rule).get(kind);
      return one.isConnected ? one : null;
    },
  };
})();`;

const JUDGE = [AXE, MARKED, COMPLAINTS, LOOKS].join("\n");

/** What axe judges where it is folded away too. */
const THOUGH_FOLDED = [
  "area",
  "audio",
  "blink",
  "marquee",
  "video",
  "[aria-hidden='true'] :is(a, button, input, select, textarea, [tabindex])",
];
/** Of the folded parts of a page axe judges nothing else, and yet reads them at each look: a minute for the reference of the API. */
const WITHOUT_FOLDED = `for (const fold of document.querySelectorAll("details:not([open])")) {
  if (fold.querySelector(${JSON.stringify(THOUGH_FOLDED.join())})) continue;
  for (const one of [...fold.childNodes]) if (one.localName !== "summary") one.remove();
}`;

/** In a tab that had it before; it stays with the address, if the page has one. */
const AT_HAND = `(() => {
  const judge = origin === "null" ? null : sessionStorage.getItem("judge");
  if (judge !== null) (0, eval)(judge);
  return judge !== null;
})()`;

/**
 * Brings axe, and what is asked of it, to the page that is open: to bring it to each page on the way costs as much as the page, and so
 * does sending it to a tab again. Takes out what is folded away.
 */
export async function bringJudge(page: Page): Promise<void> {
  if (!await page.evaluate<boolean>(AT_HAND)) {
    await page.evaluate(`((judge) => {
      (0, eval)(judge);
      if (origin !== "null") sessionStorage.setItem("judge", judge);
    })(${JSON.stringify(JUDGE)})`);
  }
  await page.evaluate(WITHOUT_FOLDED);
}

/** Kinds that were judged, by the rule that did. */
export type Judged = Partial<Record<KindRule, Set<string>>>;

/** What else is judged in the same look: what axe builds of a page costs more than most rules. */
export interface Around {
  /** The whole page; or its main part and what is asked of a page as such, its frame having been judged around another. */
  within: "page" | "main";
  options: object;
}

/**
 * Judges one of each kind that is not among those of `judged`, and adds them. What it complains of is there at a second look too: the
 * first one can fall into the moment in which a page changes its dress.
 */
export async function judgeKinds(page: Page, judged: Judged, around?: Around): Promise<string[]> {
  const first = await lookAt(page, judged, around);
  const { kinds, complaints } = first.complaints.length === 0 ? first : await lookAt(page, judged, around);
  for (const [rule, found] of kinds) found.forEach((kind) => judged[rule]?.add(kind));
  return complaints;
}

interface Look {
  kinds: [rule: KindRule, kinds: string[]][];
  complaints: string[];
}

/** The page tells its kinds and hears which of them to judge: all that are known would be more than the rest of what is said. */
async function lookAt(page: Page, judged: Judged, around?: Around): Promise<Look> {
  const rules = Object.keys(judged).filter((rule) => rule in KINDS) as KindRule[];
  const asked = JSON.stringify(rules.map((rule) => [rule, KINDS[rule]]));
  const seen = await page.evaluate<string[][]>(`${asked}.map(([rule, which]) => looks.see(rule, which))`);
  const unknown = (rule: KindRule, at: number) => seen[at]?.filter((kind) => !judged[rule]?.has(kind)) ?? [];
  const kinds = rules.map((rule, at): Look["kinds"][number] => [rule, unknown(rule, at)]);
  if (around === undefined && kinds.every(([, unknown]) => unknown.length === 0)) {
    return { kinds, complaints: [] };
  }
  return await page.evaluate<Look>(`(async ({ kinds, around }) => {
    const marks = new Map();
    const there = kinds.map(([rule, unknown]) => [rule, unknown.filter((kind) => looks.element(rule, kind))]);
    for (const [rule, unknown] of there) {
      for (const one of unknown.map((kind) => looks.element(rule, kind))) marks.set(one, [...marks.get(one) ?? [], rule]);
    }
    const before = new Map([...marks.keys()].map((one) => [one, one.getAttribute("xmlns")]));
    for (const [one, rules] of marks) one.setAttribute("xmlns", rules.join(" "));
    const include = around ? ["html"] : [...marks.keys()];
    const exclude = around?.within === "main" ? looks.frame().filter((part) => !marks.keys().some((one) => part.contains(one))) : [];
    const options = around?.options ?? { runOnly: kinds.map(([rule]) => rule) };
    const complaints = include.length === 0 ? [] : await complaintsOf({ include, exclude }, options);
    for (const [one, value] of before) value === null ? one.removeAttribute("xmlns") : one.setAttribute("xmlns", value);
    return { kinds: there, complaints };
  })(${JSON.stringify({ kinds, around })})`);
}

/** Words that stand out of the nearest frame or ground around them; what scrolls or ends in dots is cut on purpose. */
export async function outOfBox(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const found = [];
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (data.trim() === "" || !parentElement.checkVisibility({ visibilityProperty: true })) continue;
      const around = [];
      for (let one = parentElement; one; one = one.parentElement) around.push([one, getComputedStyle(one)]);
      if (around.some(([, { clipPath }]) => clipPath !== "none")) continue;
      const box = around.find(([, style]) => style.overflowX !== "visible" || (style.display !== "inline" &&
        (style.borderLeftWidth !== "0px" || style.borderRightWidth !== "0px" || style.backgroundColor !== "rgba(0, 0, 0, 0)")));
      if (!box || box[1].overflowX !== "visible") continue;
      range.selectNodeContents(texts.currentNode);
      const words = range.getBoundingClientRect();
      const frame = box[0].getBoundingClientRect();
      if (words.width > 0 && (words.right > frame.right + 1 || words.left < frame.left - 1)) {
        found.push('"' + data.trim().slice(0, 40) + '" stands out of ' + box[0].cloneNode().outerHTML.slice(0, 100));
      }
    }
    return found;
  })()`);
}
