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

  return {
    /** Elements of kinds that are not known, one of each. */
    unknown(which, known) {
      const kinds = new Map();
      for (const [one, told] of { texts, targets }[which]()) {
        const kind = hashOf(told);
        if (!known.has(kind) && !kinds.has(kind)) kinds.set(kind, one);
      }
      return kinds;
    },
  };
})();`;

/** For `addInitScript`: axe, and what is asked of it. */
export const JUDGE = [AXE, COMPLAINTS, LOOKS];

/** Judges one of each kind that is not among those of `judged`, and adds them. */
export async function judgeKinds(
  page: Page,
  { rule, judged }: { rule: KindRule; judged: Set<string> },
): Promise<string[]> {
  const asked = JSON.stringify({ rule, which: KINDS[rule], judged: [...judged] });
  const { kinds, complaints } = await page.evaluate<{ kinds: string[]; complaints: string[] }>(`(async () => {
    const { rule, which, judged } = ${asked};
    const unknown = looks.unknown(which, new Set(judged));
    const include = [...unknown.values()];
    return {
      kinds: [...unknown.keys()],
      complaints: include.length === 0 ? [] : await complaintsOf({ include }, { runOnly: [rule] }),
    };
  })()`);
  for (const kind of kinds) judged.add(kind);
  return complaints;
}
