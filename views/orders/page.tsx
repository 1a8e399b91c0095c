import type { Child } from "hono/jsx";
import { paths } from "../../src/paths.ts";
import { Layout } from "../layout.tsx";
import { DiagnosisPart, FactPanels, FactsPart } from "./facts.tsx";
import type { FormStates } from "./forms.tsx";
import { type HeadProps, OrderHead } from "./head.tsx";
import { MoneyPart } from "./money.tsx";
import { deviceName } from "./status.tsx";
import { PhotosPart, StoryPanels, StoryPart } from "./story.tsx";

export interface OrderPageProps extends HeadProps {
  formKey: string;
  /** What `orderMark` read when the page was made. */
  mark: string;
  /** Forms that came back, or were answered. */
  states?: FormStates;
  /** The form of a move that needs one. */
  move?: Child;
  printing?: Child;
  tracking?: Child;
}

/** Left the story, right the facts; each part is replaced by itself as the order changes. */
export function OrderPage(props: OrderPageProps) {
  const { viewer, detail, formKey, states, mark, move, printing, tracking } = props;
  const { number } = detail.order;
  const live = `${paths.orderLive(number)}?v=${encodeURIComponent(mark)}`;
  return (
    <Layout
      viewer={viewer}
      title={`${number} ${deviceName(viewer, detail.device)}`}
      section="orders"
      width="wide"
    >
      <div class="stack" hx-sse:connect={live} hx-swap="none">
        <OrderHead {...props} />
        <div id="order-move">{move}</div>
        <div class="split facts-first">
          <div>
            <StoryPanels viewer={viewer} detail={detail} formKey={formKey} states={states} />
          </div>
          <div>
            <FactPanels viewer={viewer} detail={detail} formKey={formKey} states={states} />
            {printing}
            {tracking}
          </div>
        </div>
      </div>
    </Layout>
  );
}

export interface LivePartsProps extends HeadProps {
  /** More parts, each with its own target. */
  children?: Child;
}

/** Every part that can have changed, each for its own place; forms are left as they are. */
export function LiveParts({ children, ...props }: LivePartsProps) {
  const { viewer, detail } = props;
  return (
    <>
      <Part target="order-head">
        <OrderHead {...props} />
      </Part>
      <Part target="order-story">
        <StoryPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-photos">
        <PhotosPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-facts">
        <FactsPart viewer={viewer} detail={detail} />
      </Part>
      <Part target="order-diagnosis">
        <DiagnosisPart viewer={viewer} detail={detail} />
      </Part>
      {viewer.can("payments.read") && (
        <Part target="order-money">
          <MoneyPart viewer={viewer} detail={detail} />
        </Part>
      )}
      {children}
    </>
  );
}

/** A part of an answer that replaces the element of an id, wherever it stands. */
export function Part({ target, children }: { target: string; children?: Child }) {
  return <hx-partial hx-target={`#${target}`} hx-swap="outerMorph">{children}</hx-partial>;
}
