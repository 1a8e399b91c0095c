import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { quoteText } from "./text.ts";

interface WhatsappPageProps {
  viewer: Viewer;
  number: string;
  /** `https://wa.me/…`. */
  url: string;
  hasPhone: boolean;
}

/** On the way to WhatsApp: a form may not lead to another site, a page may. */
export function WhatsappPage({ viewer, number, url, hasPhone }: WhatsappPageProps) {
  const text = quoteText[viewer.locale].whatsapp;
  return (
    <PublicLayout
      viewer={viewer}
      title={text.title}
      shape="gate"
      head={<meta http-equiv="refresh" content={`0;url=${url}`} />}
    >
      <h1>{text.title}</h1>
      <p class="lead">{hasPhone ? text.opening : text.noPhone}</p>
      <div class="row">
        <LinkButton variant="primary" icon="message-circle" href={url} rel="noopener noreferrer">
          {text.open}
        </LinkButton>
        <LinkButton href={paths.order(number)}>{text.back}</LinkButton>
      </div>
    </PublicLayout>
  );
}
