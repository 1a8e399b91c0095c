import { alertRowsOf, openAlertRows, pastAlertRows } from "../../src/alerts/queries.ts";
import { eventRows } from "../../src/printing/job_views.ts";
import { JOB_FILTERS } from "../../src/printing/print_job.ts";
import { attentionRows, listRows, orderJobRows, printerJobRows } from "../../src/printing/queries.ts";
import { routeRows } from "../../src/printing/routing.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

eachDatabase("lists of printing read no table whole", async (_t, database) => {
  const { db } = database;
  const queries = [
    ...JOB_FILTERS.flatMap((filter) => [null, 100].map((before) => listRows(db, { filter, before }))),
    attentionRows(db).where("print_job.branch_id", "=", "b").orderBy("print_job.seq").limit(50),
    orderJobRows(db, "o"),
    printerJobRows(db, "p", null),
    printerJobRows(db, "p", 100),
    eventRows(db, ["a", "b"]),
    routeRows(db, "b"),
    openAlertRows(db, "b"),
    pastAlertRows(db, "b"),
    alertRowsOf(db, "s"),
  ];
  for (const query of queries) await assertUsesIndex(database, query.compile());
});
