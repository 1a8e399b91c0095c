import assert from "node:assert/strict";
import type { Actor } from "../../src/context.ts";
import { AppError } from "../../src/lib/app_error.ts";
import type { Role } from "../../src/users/role.ts";
import type { CheckState } from "../../src/checklists/checklist.ts";
import {
  forcible,
  listedTransition,
  ORDER_STATUSES,
  type OrderOutcome,
  type OrderStatus,
} from "../../src/orders/status.ts";
import { allowedMoves, begin, type Move, type MoveFacts, transition } from "../../src/orders/transition.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY = 86_400_000;
const OWN = "tech-own";
const NO_QUOTE = { inForce: false, approved: false, depositDueMinor: 0 };

/** domain.md §2, written out once more by hand: who may make each listed move. `T` is the assigned technician. */
const LISTED: Record<string, string> = {
  "draft>received": "RA",
  "received>diagnosing": "TA",
  "received>approved": "RA",
  "diagnosing>approved": "RA",
  "diagnosing>awaiting_approval": "TRA",
  "diagnosing>ready": "TA",
  "awaiting_approval>approved": "RAC",
  "awaiting_approval>ready": "RAC",
  "approved>awaiting_parts": "TRA",
  "repairing>awaiting_parts": "TRA",
  "awaiting_parts>approved": "TRA",
  "awaiting_parts>repairing": "TRA",
  "approved>repairing": "TA",
  "repairing>outsourced": "RA",
  "outsourced>repairing": "RA",
  "repairing>awaiting_approval": "TA",
  "repairing>quality_check": "TA",
  "repairing>ready": "TA",
  "quality_check>repairing": "TAO",
  "quality_check>ready": "TAO",
  "draft>cancelled": "RA",
  "received>cancelled": "RA",
  "diagnosing>cancelled": "RA",
  "ready>delivered": "RA",
  "ready>abandoned": "A",
};
for (
  const held of [
    "diagnosing",
    "awaiting_approval",
    "approved",
    "awaiting_parts",
    "repairing",
    "outsourced",
    "quality_check",
  ]
) {
  LISTED[`${held}>on_hold`] = "TRA";
  LISTED[`on_hold>${held}`] = "TRA";
}

const ACTORS = {
  A: user("admin-1", "admin"),
  T: user(OWN, "technician"),
  O: user("tech-other", "technician"),
  R: user("desk-1", "receptionist"),
  C: { kind: "client", id: "client-1", name: "Ana" },
  S: { kind: "system", id: null, name: "Reparo" },
  K: {
    kind: "token",
    id: "token-1",
    name: "Web",
    scopes: [],
    userId: "admin-1",
    role: "admin",
    branchId: "b",
  },
  G: { kind: "agent", id: "agent-1", name: "Mostrador", branchId: "b" },
} as const satisfies Record<string, Actor>;

Deno.test("an order begins by whoever the table lets begin it", () => {
  const may = (to: "draft" | "received") =>
    Object.entries(ACTORS).filter(([, actor]) => {
      try {
        begin(to, actor);
        return true;
      } catch (refusal) {
        assert.ok(refusal instanceof AppError && refusal.code === "forbidden");
        return false;
      }
    }).map(([letter]) => letter).join("");
  assert.deepEqual([may("draft"), may("received")], ["ARC", "AR"]);
});

Deno.test("each pair of statuses is open to exactly the roles that the table lists", () => {
  let open = 0;
  for (const from of ORDER_STATUSES) {
    for (const to of ORDER_STATUSES) {
      for (const [letter, actor] of Object.entries(ACTORS)) {
        const listed = (LISTED[`${from}>${to}`] ?? "").includes(letter);
        const { through } = listedTransition(from, to) ?? {};
        const verdict = transition(factsAt(from, { heldFrom: to }), actor, complete(to), through);
        assert.equal(verdict.ok, listed, `${from} → ${to} by ${letter}: ${refusal(verdict)}`);
        if (listed) open += 1;
      }
    }
  }
  assert.equal(open, Object.values(LISTED).reduce((sum, letters) => sum + letters.length, 0));
});

Deno.test("the menu offers what the judge allows and nothing else", () => {
  for (const from of ORDER_STATUSES) {
    for (const actor of Object.values(ACTORS)) {
      const facts = factsAt(from, { heldFrom: "repairing" });
      const offered = allowedMoves(facts, actor).filter((move) => move.obstacle === null).map((move) =>
        move.to
      );
      const allowed = ORDER_STATUSES.filter((to) => {
        const { through } = listedTransition(from, to) ?? {};
        return transition(facts, actor, complete(to), through).ok;
      });
      assert.deepEqual(offered, allowed, `${from} by ${actor.kind}`);
    }
  }
});

Deno.test("a move of somebody else's technician is refused as not theirs, an unlisted one as unlisted", () => {
  assert.equal(refusal(judge("approved", ACTORS.O, { to: "repairing" })), "forbidden move_not_yours");
  assert.equal(refusal(judge("received", ACTORS.A, { to: "repairing" })), "conflict move_not_listed");
  assert.equal(refusal(judge("ready", ACTORS.A, { to: "ready" })), "conflict move_same");
});

Deno.test("a form made from another status is refused", () => {
  const verdict = judge("repairing", ACTORS.A, { to: "awaiting_parts", from: "approved" });
  assert.equal(refusal(verdict), "conflict order_changed");
});

Deno.test("each requirement is asked for", () => {
  const cases: [OrderStatus, Move, Partial<MoveFacts>, string][] = [
    ["received", { to: "diagnosing" }, { technicianId: null }, "invalid technician_id"],
    ["received", { to: "diagnosing", technicianId: OWN }, { technicianId: null }, ""],
    ["diagnosing", complete("awaiting_approval"), { hasDiagnosis: false }, "conflict diagnosis_missing"],
    ["diagnosing", { to: "ready" }, { finding: "repairable" }, "conflict still_repairable"],
    ["diagnosing", { to: "ready" }, { finding: null }, "conflict still_repairable"],
    ["diagnosing", complete("awaiting_approval"), { quote: NO_QUOTE }, "conflict quote_missing"],
    ["repairing", complete("awaiting_approval"), { quote: NO_QUOTE }, "conflict quote_missing"],
    ["received", { to: "approved" }, {}, "conflict move_has_own_form"],
    ["awaiting_approval", { to: "approved" }, {}, "conflict move_has_own_form"],
    ["awaiting_approval", { to: "ready" }, {}, "invalid reason"],
    ["repairing", { to: "outsourced" }, {}, "invalid vendor vendor_expected_at"],
    [
      "repairing",
      { to: "outsourced", vendor: "ACME", vendorExpectedAt: NOW },
      {},
      "invalid vendor_expected_at",
    ],
    ["repairing", { to: "ready" }, {}, "invalid outcome"],
    ["repairing", { to: "quality_check" }, {}, "invalid outcome"],
    ["repairing", { to: "ready", outcome: "repaired" }, { partsDiffer: true }, "invalid parts_explanation"],
    [
      "repairing",
      { to: "quality_check", outcome: "repaired" },
      { partsDiffer: true },
      "invalid parts_explanation",
    ],
    ["quality_check", { to: "repairing" }, {}, "invalid reason"],
    ["approved", { to: "on_hold", reviewAt: NOW + DAY }, {}, "invalid reason"],
    ["approved", { to: "on_hold", reason: "viaje", reviewAt: NOW - 1 }, {}, "invalid review_at"],
    ["on_hold", complete("repairing"), { heldFrom: "approved" }, "conflict not_where_it_was"],
    ["diagnosing", { to: "cancelled" }, {}, "invalid reason"],
    ["diagnosing", complete("cancelled"), { creditMinor: 1 }, "invalid deposit_kept"],
    ["diagnosing", { ...complete("cancelled"), depositKept: "Avería" }, { creditMinor: 1 }, ""],
    ["ready", { to: "abandoned" }, {}, "invalid reason"],
    ["ready", complete("abandoned"), { readyAt: NOW - 89 * DAY }, "conflict policy_not_elapsed"],
    ["ready", complete("abandoned"), { untold: true }, "conflict client_untold"],
    ["ready", complete("abandoned"), { readyAt: null }, "conflict policy_not_elapsed"],
    ["ready", complete("abandoned"), { notices: { demanded: [30], given: [] } }, "conflict notices_missing"],
    ["ready", complete("delivered"), {}, "conflict move_has_own_form"],
  ];
  for (const [from, move, facts, expected] of cases) {
    assert.equal(refusal(transition(factsAt(from, facts), ACTORS.A, move)), expected, `${from} → ${move.to}`);
  }
});

Deno.test("an explanation of the parts is asked for when they differ from the plan, and not before", () => {
  const asks = (partsDiffer: boolean) =>
    allowedMoves(factsAt("repairing", { partsDiffer }), ACTORS.T).find(({ to }) => to === "ready")?.asks;
  assert.deepEqual(asks(false), ["repair_outcome"]);
  assert.deepEqual(asks(true), ["repair_outcome", "parts_explained"]);
  const move = { to: "ready", outcome: "repaired", partsExplanation: "Alcanzó con limpiar" } as const;
  assert.equal(transition(factsAt("repairing", { partsDiffer: true }), ACTORS.T, move).ok, true);
});

Deno.test("a technician begins with what nobody has by taking it, and with nothing else of others", () => {
  const free = factsAt("received", { technicianId: null });
  assert.deepEqual(allowedMoves(free, ACTORS.O).map(({ to, asks }) => [to, asks]), [
    ["diagnosing", ["technician_assigned"]],
  ]);
  assert.equal(refusal(transition(free, ACTORS.O, { to: "diagnosing" })), "invalid technician_id");
  assert.equal(refusal(judge("received", ACTORS.O, { to: "diagnosing" })), "forbidden move_not_yours");
  const working = factsAt("approved", { technicianId: null });
  assert.equal(refusal(transition(working, ACTORS.O, { to: "repairing" })), "forbidden move_not_yours");
});

Deno.test("an order is approved by an offer that was, its deposit paid, or by a maximum given beforehand", () => {
  const judged = (from: OrderStatus, more: Partial<MoveFacts>) =>
    refusal(transition(factsAt(from, more), ACTORS.R, { to: "approved" }, "approval"));
  assert.equal(judged("received", { quote: NO_QUOTE }), "conflict quote_not_approved");
  assert.equal(judged("received", { quote: NO_QUOTE, preauthorisedMinor: 500_00 }), "");
  assert.equal(judged("received", {}), "");
  const waiting = { ...NO_QUOTE, inForce: true };
  assert.equal(judged("awaiting_approval", { quote: waiting }), "conflict quote_not_approved");
  assert.equal(
    judged("awaiting_approval", { quote: waiting, preauthorisedMinor: 1 }),
    "conflict quote_not_approved",
  );
  const unpaid = { inForce: false, approved: true, depositDueMinor: 1 };
  assert.equal(judged("awaiting_approval", { quote: unpaid }), "conflict deposit_missing");
  assert.equal(judged("awaiting_approval", { quote: { ...unpaid, depositDueMinor: 0 } }), "");
});

Deno.test("the menu asks for what is missing of an offer, and says when only its deposit is", () => {
  const offered = (quote: MoveFacts["quote"]) =>
    allowedMoves(factsAt("awaiting_approval", { quote }), ACTORS.R).find(({ to }) => to === "approved");
  assert.deepEqual(offered({ ...NO_QUOTE, depositDueMinor: 5 }), {
    to: "approved",
    asks: ["quote_approved"],
    through: "approval",
    obstacle: null,
  });
  assert.equal(
    offered({ inForce: false, approved: true, depositDueMinor: 5 })?.obstacle?.reason,
    "deposit_missing",
  );
  const [sending] = allowedMoves(factsAt("diagnosing", { quote: NO_QUOTE }), ACTORS.T);
  assert.deepEqual([sending?.to, sending?.asks, sending?.obstacle], [
    "awaiting_approval",
    ["quote_sent"],
    null,
  ]);
});

Deno.test("what was repaired passes its exit checklist, what was not may skip it", () => {
  const judged = (exit: CheckState, outcome: OrderOutcome, to: OrderStatus = "ready") =>
    refusal(
      transition(factsAt("repairing", { checks: { intake: "none", exit } }), ACTORS.T, { to, outcome }),
    );
  for (const exit of ["missing", "failed"] as const) {
    assert.equal(judged(exit, "repaired"), "invalid outcome");
    assert.equal(judged(exit, "partially_repaired"), "invalid outcome");
    assert.equal(judged(exit, "not_repairable"), "");
  }
  assert.equal(judged("explained", "repaired"), "invalid outcome");
  assert.equal(judged("explained", "partially_repaired"), "");
  assert.equal(judged("missing", "repaired", "quality_check"), "invalid outcome");
  assert.equal(judged("failed", "repaired", "quality_check"), "", "quality control finds it again");
  const control = (exit: CheckState, outcome: OrderOutcome) =>
    refusal(
      transition(factsAt("quality_check", { checks: { intake: "none", exit }, outcome }), ACTORS.O, {
        to: "ready",
      }),
    );
  assert.equal(control("failed", "repaired"), "conflict exit_check_failed");
  assert.equal(control("missing", "repaired"), "conflict exit_unchecked");
  assert.equal(control("explained", "partially_repaired"), "");
  assert.equal(control("failed", "no_fault_found"), "");
  const unchecked = factsAt("received", { checks: { intake: "missing", exit: "none" } });
  assert.equal(refusal(transition(unchecked, ACTORS.T, { to: "diagnosing" })), "conflict intake_unchecked");
});

Deno.test("nobody passes their own work where there are two technicians and the shop wants it so", () => {
  const own = { repairedBy: OWN };
  const settings = factsAt("ready").settings;
  const pass = (facts: Partial<MoveFacts>) =>
    refusal(transition(factsAt("quality_check", facts), ACTORS.T, { to: "ready" }));
  assert.equal(pass(own), "conflict own_work");
  assert.equal(pass({ ...own, technicians: 1 }), "");
  assert.equal(pass({ ...own, settings: { ...settings, quality_control_by_another: false } }), "");
});

Deno.test("a shop without quality control neither offers nor takes that move", () => {
  const settings = { ...factsAt("ready").settings, quality_control_used: false };
  const facts = factsAt("repairing", { settings });
  assert.equal(
    refusal(transition(facts, ACTORS.A, complete("quality_check"))),
    "conflict quality_control_off",
  );
  assert.ok(!allowedMoves(facts, ACTORS.A).some((move) => move.to === "quality_check"));
});

Deno.test("an administrator forces unlisted moves between open statuses with a reason, nobody else does", () => {
  for (const from of ORDER_STATUSES) {
    for (const to of ORDER_STATUSES) {
      for (const [letter, actor] of Object.entries(ACTORS)) {
        const move = { ...complete(to), force: true };
        const verdict = transition(factsAt(from), actor, move);
        assert.equal(verdict.ok, letter === "A" && forcible(from, to), `${from} → ${to} by ${letter}`);
      }
      if (!forcible(from, to)) continue;
      assert.equal(listedTransition(from, to), undefined);
      assert.notEqual(from, "delivered");
      assert.ok(!["delivered", "cancelled", "abandoned", "draft", "on_hold"].includes(to), `${from} → ${to}`);
    }
  }
  const silent = transition(factsAt("received"), ACTORS.A, { to: "repairing", force: true });
  assert.equal(refusal(silent), "invalid reason");
  const noOutcome = transition(factsAt("received"), ACTORS.A, { to: "ready", force: true, reason: "error" });
  assert.equal(refusal(noOutcome), "invalid outcome");
});

function judge(from: OrderStatus, actor: Actor, move: Move) {
  return transition(factsAt(from), actor, move);
}

/** A move with everything that any rule could ask for. */
function complete(to: OrderStatus): Move {
  return {
    to,
    reason: "porque sí",
    reviewAt: NOW + DAY,
    vendor: "Taller Norte",
    vendorExpectedAt: NOW + DAY,
    outcome: "repaired",
  };
}

function factsAt(status: OrderStatus, more: Partial<MoveFacts> = {}): MoveFacts {
  return {
    status,
    heldFrom: null,
    technicianId: OWN,
    repairedBy: "somebody",
    hasDiagnosis: true,
    finding: "not_repairable",
    claimsWarranty: false,
    preauthorisedMinor: null,
    partsDiffer: false,
    creditMinor: 0,
    quote: { inForce: true, approved: true, depositDueMinor: 0 },
    checks: { intake: "none", exit: "none" },
    outcome: null,
    readyAt: NOW - 100 * DAY,
    untold: false,
    technicians: 2,
    notices: { demanded: [], given: [] },
    settings: { quality_control_used: true, quality_control_by_another: true, abandonment_days: 90 },
    now: NOW,
    ...more,
  };
}

function refusal(verdict: ReturnType<typeof transition>): string {
  if (verdict.ok) return "";
  const { code, detail } = verdict.error;
  return [code, ...(detail.reason ? [detail.reason] : Object.keys(detail.fields ?? {}))].join(" ");
}

function user(id: string, role: Role): Actor {
  return { kind: "user", id, name: id, role, branchId: "b" };
}
