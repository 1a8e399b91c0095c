import type { MadeIntake, MadeOrder } from "../../src/intakes/made_queries.ts";
import { paths } from "../../src/paths.ts";
import { checklistText } from "../checklists/text.ts";
import { LinkButton } from "../components/button.tsx";
import { Icon } from "../components/icon.tsx";
import { DescriptionList, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { DateTimeText } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { JOB_TONE } from "../printing/words.ts";
import type { Viewer } from "../viewer.ts";
import { CATEGORY_ICON } from "./device_part.tsx";
import { text as mailText } from "../mail/text.ts";
import { intakeText } from "./text.ts";

/** What an intake made, and what to do with it while the client still stands there. */
export function MadePage({ viewer, intake }: { viewer: Viewer; intake: MadeIntake }) {
  const t = intakeText[viewer.locale].made;
  const whatsapp = whatsappLink(viewer, intake);
  return (
    <Layout viewer={viewer} title={t.title} section="newIntake">
      <PageHeader
        title={t.title}
        lead={
          <>
            {t.lead(intake.client.name)} · <DateTimeText viewer={viewer} at={intake.at} /> · {intake.by}
          </>
        }
        actions={
          <>
            {viewer.can("contacts.read") && (
              <>
                <LinkButton
                  href={paths.intakeReceipt(intake.id, "a4")}
                  icon="file-text"
                  target="_blank"
                  data-key="p"
                >
                  {t.receiptA4}
                </LinkButton>
                <LinkButton href={paths.intakeReceipt(intake.id, "80mm")} icon="receipt" target="_blank">
                  {t.receiptRoll}
                </LinkButton>
              </>
            )}
            {whatsapp && (
              <LinkButton
                href={whatsapp}
                icon="message-circle"
                target="_blank"
                rel="noopener noreferrer"
                title={t.whatsappNote}
              >
                {t.whatsapp}
              </LinkButton>
            )}
            {viewer.can("intakes.create") && (
              <LinkButton href={paths.newIntake()} icon="plus" variant="primary">{t.next}</LinkButton>
            )}
          </>
        }
      />
      <div class="made-orders">
        {intake.orders.map((order) => <MadeOrderPanel viewer={viewer} order={order} />)}
      </div>
    </Layout>
  );
}

function MadeOrderPanel({ viewer, order }: { viewer: Viewer; order: MadeOrder }) {
  const t = intakeText[viewer.locale].made;
  return (
    <Panel aria-label={order.number}>
      <div class="made-head">
        <Icon name={CATEGORY_ICON[order.category]} size={32} />
        <div>
          <h2>
            <a href={paths.order(order.number)}>
              <Code>{order.number}</Code>
            </a>
          </h2>
          <p>{order.device}</p>
        </div>
      </div>
      <DescriptionList
        facts={[
          { term: t.labels, value: <Labels viewer={viewer} order={order} /> },
          { term: t.mail, value: toldBy(viewer, order) },
          {
            term: t.tracking,
            value: order.tracking
              ? <a class="tracking-link" href={order.tracking} title={t.trackingNote}>{order.tracking}</a>
              : t.noTracking,
            wide: true,
          },
        ]}
      />
      <p class="row">
        {order.checked && (
          <LinkButton href={paths.orderChecks(order.number, "ingreso")} icon="clipboard-list" size="small">
            {checklistText[viewer.locale].phases.intake}
          </LinkButton>
        )}
        <LinkButton href={paths.order(order.number)} iconEnd="arrow-right" size="small">{t.order}</LinkButton>
      </p>
    </Panel>
  );
}

function Labels({ viewer, order }: { viewer: Viewer; order: MadeOrder }) {
  const t = intakeText[viewer.locale].made;
  if (order.labels.length === 0) return <span>{t.noLabel}</span>;
  return (
    <>
      {order.labels.map((label) => (
        <Chip tone={JOB_TONE[label.state]} label={t.labelStates[label.state]} icon="tag" small />
      ))}
    </>
  );
}

/** Opens WhatsApp with the message prepared in the client's language; sends nothing. */
function whatsappLink(viewer: Viewer, { client, orders }: MadeIntake): string | null {
  if (!client.whatsapp) return null;
  const message = intakeText[client.locale].whatsapp({
    client: client.name,
    shop: viewer.shop.name,
    orders: orders.map(({ number, device, tracking }) => ({ number, device, url: tracking ?? "" })),
  });
  return `https://wa.me/${client.whatsapp}?text=${encodeURIComponent(message)}`;
}

function toldBy({ locale }: Viewer, { mail }: MadeOrder): string {
  const t = intakeText[locale].made;
  if (mail === null) return t.noMail;
  return mail.channel === "whatsapp"
    ? t.chat(mail.to, mailText[locale].states[mail.state])
    : t.mailStates[mail.state](mail.to);
}
