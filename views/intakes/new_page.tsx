import type { DraftOffer } from "../../src/intakes/drafts.ts";
import type { IntakeForm } from "../../src/intakes/form_queries.ts";
import { MOST_DEVICES } from "../../src/intakes/intake.ts";
import { dayOf, formatDateTime, localDateTime } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { RepeatGroup } from "../components/repeat.tsx";
import { Notice } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { ClientPart } from "./client_part.tsx";
import { DeviceEntry } from "./device_part.tsx";
import { intakeErrors } from "./errors.ts";
import { announcedNumbers, IntakeSummary, NextPart } from "./next_part.tsx";
import { SlipPart } from "./slip_part.tsx";
import { intakeText } from "./text.ts";

interface NewIntakePageProps {
  viewer: Viewer;
  form: IntakeForm;
  /** The form holds an unfinished intake that was taken up again. */
  resumed?: boolean;
}

const BLANK = { typed: {}, picked: null, history: null, photos: [], announced: null };

/** The whole intake on one page: client, devices, what happens next. */
export function NewIntakePage({ viewer, form, resumed = false }: NewIntakePageProps) {
  const t = intakeText[viewer.locale];
  const count = form.devices.length;
  const numbers = announcedNumbers(form);
  const title = numbers === "" ? t.title : t.announced.title(numbers);
  const receive = form.hasPrinter ? t.next.receive : t.next.receiveOnly;
  return (
    <Layout viewer={viewer} title={title} section="newIntake" width="wide">
      <PageHeader
        title={title}
        actions={viewer.can("slips.manage") && (
          <LinkButton href={paths.slips()} icon="qr-code" variant="quiet">{t.slip.pads}</LinkButton>
        )}
      />
      {resumed && (
        <Notice tone="new">
          <p>{t.draft.resumed}</p>
        </Notice>
      )}
      <Drafts viewer={viewer} offers={form.offers} />
      <form
        id="intake"
        class="stack"
        method="post"
        action={paths.intakes()}
        enctype="multipart/form-data"
        novalidate
        data-draft-url={paths.intakeDraft()}
        data-check-url={paths.intakeCheck()}
        data-intake=""
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={form.formKey} />
        <input type="hidden" name="draft_key" value={form.draftKey} />
        <button type="submit" class="visually-hidden" name="find" value="1" tabindex={-1} aria-hidden="true">
        </button>
        <p class="visually-hidden" role="status" data-check-said=""></p>
        <ErrorSummary viewer={viewer} errors={intakeErrors(viewer, form.errors)} />
        {form.slip && <SlipPart viewer={viewer} slip={form.slip} typed={form.typed} errors={form.errors} />}
        <div class="thirds">
          <ClientPart viewer={viewer} typed={form.typed} errors={form.errors} clients={form.clients} />
          <Panel aria-label={t.device.entry.replace(" #", "")}>
            {form.devices.filter(({ announced }) => announced).length > 1 && (
              <p class="hint">{t.announced.together}</p>
            )}
            <RepeatGroup
              viewer={viewer}
              name="devices"
              count={count}
              min={1}
              max={MOST_DEVICES}
              entryLabel={t.device.entry}
              addLabel={t.device.add}
              entry={(index) => (
                <DeviceEntry
                  viewer={viewer}
                  index={index}
                  device={index === "__index__" ? BLANK : form.devices[index] ?? BLANK}
                  picks={index === "__index__" ? [] : form.picks}
                  errors={index === "__index__" ? {} : form.errors}
                />
              )}
            />
          </Panel>
          <NextPart viewer={viewer} form={form} />
        </div>
        <div class="act-bar">
          <IntakeSummary viewer={viewer} form={form} />
          <div class="row end acts">
            {mayAnnounce(form) && (
              <Button name="announce" value="1" size="big" variant="quiet" icon="calendar">
                {t.announced.save}
              </Button>
            )}
            <Button
              variant="primary"
              size="big"
              icon="check"
              data-receive=""
              data-count-one={receive(1)}
              data-count-many={receive(0)}
              aria-keyshortcuts="Control+Enter"
              title={t.next.shortcut}
            >
              {receive(count)}
            </Button>
          </div>
        </div>
      </form>
      <Seen form={form} />
    </Layout>
  );
}

/** What is on a slip, or has an order, has come or was announced already. */
function mayAnnounce({ slip, devices }: IntakeForm): boolean {
  return slip === null && devices.every(({ announced }) => announced === null);
}

function Seen({ form: { seen } }: { form: IntakeForm }) {
  return (
    <>
      <datalist id="seen-brands">{seen.brands.map((brand) => <option value={brand}></option>)}</datalist>
      <datalist id="seen-models">
        {Object.entries(seen.models).flatMap(([brand, models]) =>
          models.map((model) => <option value={model} label={brand}></option>)
        )}
      </datalist>
    </>
  );
}

/** The latest in sight; older ones do not push the form down. */
function Drafts({ viewer, offers: [latest, ...older] }: { viewer: Viewer; offers: readonly DraftOffer[] }) {
  if (!latest) return null;
  return (
    <>
      <DraftNotice viewer={viewer} offer={latest} />
      {older.length > 0 && (
        <details class="older-drafts">
          <summary>
            <Icon name="chevron-down" size={16} /> {intakeText[viewer.locale].draft.older(older.length)}
          </summary>
          <div class="stack">{older.map((offer) => <DraftNotice viewer={viewer} offer={offer} />)}</div>
        </details>
      )}
    </>
  );
}

function DraftNotice({ viewer, offer }: { viewer: Viewer; offer: DraftOffer }) {
  const t = intakeText[viewer.locale].draft;
  const today = dayOf(offer.updatedAt, viewer.timeZone) === dayOf(viewer.now, viewer.timeZone);
  const title = today
    ? t.offer(localDateTime(offer.updatedAt, viewer.timeZone).slice(11))
    : t.offerDay(formatDateTime(offer.updatedAt, viewer));
  return (
    <div class="notice tone-waiting draft-offer">
      <div>
        <p class="notice-title">{title}</p>
        <p>
          {[offer.client || t.nothing, ...offer.devices, ...offer.slip ? [t.slip(offer.slip)] : []].join(
            " · ",
          )}
        </p>
      </div>
      <div class="draft-acts">
        <LinkButton href={paths.intakeDraftResume(offer.id)} icon="undo-2">{t.resume}</LinkButton>
        <form method="post" action={paths.intakeDraftDiscard(offer.id)}>
          <CsrfField viewer={viewer} />
          <Button variant="quiet" icon="trash-2">{t.discard}</Button>
        </form>
      </div>
    </div>
  );
}
