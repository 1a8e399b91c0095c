import type { Migrations } from "../src/db/migrate.ts";
import * as shop from "./0001_shop.ts";
import * as clients from "./0002_clients.ts";
import * as orders from "./0003_orders.ts";
import * as outbox from "./0004_outbox.ts";
import * as printing from "./0005_printing.ts";
import * as labelLayouts from "./0006_label_layouts.ts";
import * as printRouting from "./0007_print_routing.ts";
import * as contingencySlips from "./0008_contingency_slips.ts";
import * as idempotency from "./0009_idempotency.ts";
import * as parts from "./0010_parts.ts";
import * as quotes from "./0011_quotes.ts";
import * as cash from "./0012_cash.ts";
import * as papers from "./0013_papers.ts";
import * as work from "./0014_work.ts";
import * as bench from "./0015_bench.ts";
import * as visit from "./0016_visit.ts";
import * as lists from "./0017_lists.ts";
import * as claimsAndOffers from "./0018_claims_and_offers.ts";
import * as pickups from "./0019_pickups.ts";
import * as preintakes from "./0020_preintakes.ts";
import * as erasedClients from "./0021_erased_clients.ts";
import * as events from "./0023_events.ts";
import * as gateways from "./0025_gateways.ts";
import * as imports from "./0026_imports.ts";
import * as idempotencyAsOne from "./0027_idempotency_as_one.ts";
import * as mailroom from "./0028_mailroom.ts";
import * as told from "./0029_told.ts";
import * as clock from "./0030_clock.ts";
import * as figures from "./0031_figures.ts";
import * as reminders from "./0032_reminders.ts";
import * as whatsapp from "./0034_whatsapp.ts";
import * as unsubscribing from "./0035_unsubscribing.ts";
import * as programLists from "./0036_program_lists.ts";
import * as accounts from "./0037_accounts.ts";
import * as backups from "./0038_backups.ts";
import * as whatsappPapers from "./0042_whatsapp_papers.ts";
import * as statusSamples from "./0043_status_samples.ts";
import * as largeShops from "./0044_large_shops.ts";
import * as powers from "./0045_powers.ts";
import * as dossier from "./0046_dossier.ts";
import * as contactSearch from "./0048_contact_search.ts";
import * as signingKeys from "./0049_signing_keys.ts";
import * as askedAgain from "./0051_asked_again.ts";
import * as jobLanes from "./0052_job_lanes.ts";

/** Every migration, oldest first. An applied file never changes: corrections are new ones. */
export const migrations: Migrations = {
  "0001_shop": shop,
  "0002_clients": clients,
  "0003_orders": orders,
  "0004_outbox": outbox,
  "0005_printing": printing,
  "0006_label_layouts": labelLayouts,
  "0007_print_routing": printRouting,
  "0008_contingency_slips": contingencySlips,
  "0009_idempotency": idempotency,
  "0010_parts": parts,
  "0011_quotes": quotes,
  "0012_cash": cash,
  "0013_papers": papers,
  "0014_work": work,
  "0015_bench": bench,
  "0016_visit": visit,
  "0017_lists": lists,
  "0018_claims_and_offers": claimsAndOffers,
  "0019_pickups": pickups,
  "0020_preintakes": preintakes,
  "0021_erased_clients": erasedClients,
  "0023_events": events,
  "0025_gateways": gateways,
  "0026_imports": imports,
  "0027_idempotency_as_one": idempotencyAsOne,
  "0028_mailroom": mailroom,
  "0029_told": told,
  "0030_clock": clock,
  "0031_figures": figures,
  "0032_reminders": reminders,
  "0034_whatsapp": whatsapp,
  "0035_unsubscribing": unsubscribing,
  "0036_program_lists": programLists,
  "0037_accounts": accounts,
  "0038_backups": backups,
  "0042_whatsapp_papers": whatsappPapers,
  "0043_status_samples": statusSamples,
  "0044_large_shops": largeShops,
  "0045_powers": powers,
  "0046_dossier": dossier,
  "0048_contact_search": contactSearch,
  "0049_signing_keys": signingKeys,
  "0051_asked_again": askedAgain,
  "0052_job_lanes": jobLanes,
};
