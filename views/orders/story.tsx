import { typedText } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextArea } from "../components/inputs.tsx";
import { Timeline } from "../components/list.tsx";
import { Panel } from "../components/panel.tsx";
import { PhotoStrip } from "../components/photos.tsx";
import { PhotoSharing } from "../tracking/staff_parts.tsx";
import { errorOf } from "../errors/fields.ts";
import { CannedPick } from "../notes/canned_pick.tsx";
import { noteText } from "../notes/text.ts";
import type { Viewer } from "../viewer.ts";
import type { PanelsProps } from "./facts.tsx";
import type { FormState, OrderFormProps } from "./forms.tsx";
import { momentEntry } from "./past_entry.tsx";
import { pastText } from "./past_text.ts";
import { orderText } from "./text.ts";

export function StoryPart({ viewer, detail }: { viewer: Viewer; detail: OrderDetail }) {
  const text = orderText[viewer.locale].page;
  return (
    <div id="order-story" class="stack">
      <Timeline
        label={text.story}
        entries={detail.events.map((event) => momentEntry(viewer, detail.order.number, event))}
      />
      {detail.moreEvents && (
        <p>
          <LinkButton
            variant="quiet"
            size="small"
            href={`${paths.order(detail.order.number)}?historial=todo`}
          >
            {text.showAll}
          </LinkButton>
        </p>
      )}
    </div>
  );
}

export function NoteForm({ viewer, detail, state }: OrderFormProps) {
  const { number } = detail.order;
  const text = orderText[viewer.locale].page;
  const { typed, errors = {}, formKey, canned = [] } = state;
  return (
    <form
      id="note-form"
      class="stack"
      method="post"
      action={paths.orderNotes(number)}
      hx-post={paths.orderNotes(number)}
    >
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <TextArea
        viewer={viewer}
        name="text"
        id="note-text"
        label={text.note}
        hint={noteText[viewer.locale].mentionHint}
        placeholder={text.notePlaceholder}
        value={typedText(typed, "text")}
        error={errorOf(viewer, errors, "text")}
        maxlength={5000}
        required
      />
      <div class="row apart">
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="visibility"
          label={text.visibility}
          hideLabel
          choices={[
            { value: "internal", label: text.internal, icon: "lock" },
            { value: "public", label: text.public, icon: "users" },
          ]}
          chosen={[typedText(typed, "visibility") || "internal"]}
        />
        <Button variant="primary" icon="message-square">{text.saveNote}</Button>
      </div>
      {canned.length > 0 && <CannedPick viewer={viewer} canned={canned} />}
    </form>
  );
}

export function PhotosPart({ viewer, detail }: { viewer: Viewer; detail: OrderDetail }) {
  const text = orderText[viewer.locale].page;
  if (detail.photos.length === 0) return <p id="order-photos" class="muted">{text.noPhotos}</p>;
  return (
    <ul id="order-photos" class="photo-list">
      {detail.photos.map((photo) => (
        <li class="photo-shared">
          <a class="photo" href={paths.photo(photo.id)} target="_blank" rel="noopener">
            <img src={paths.thumbnail(photo.id)} alt={photo.name} width="96" height="96" loading="lazy" />
          </a>
          <PhotoSharing viewer={viewer} number={detail.order.number} photo={photo} />
        </li>
      ))}
    </ul>
  );
}

export function PhotoForm({ viewer, detail, state }: OrderFormProps) {
  const { number } = detail.order;
  const text = orderText[viewer.locale].page;
  return (
    <form
      id="photo-form"
      class="stack"
      method="post"
      enctype="multipart/form-data"
      action={paths.orderPhotos(number)}
      hx-post={paths.orderPhotos(number)}
      hx-encoding="multipart/form-data"
    >
      <CsrfField viewer={viewer} />
      <PhotoStrip
        viewer={viewer}
        name="photos[]"
        fileName="files[]"
        uploadUrl={paths.uploads()}
        label={text.addPhotos}
        error={errorOf(viewer, state.errors ?? {}, "photos")}
      />
      <div class="row apart">
        <ChipGroup
          viewer={viewer}
          choose="one"
          name="visibility"
          id="photo-visibility"
          label={text.visibility}
          hideLabel
          choices={[{ value: "internal", label: text.internal }, { value: "public", label: text.public }]}
          chosen={["internal"]}
        />
        <Button icon="camera">{text.savePhotos}</Button>
      </div>
    </form>
  );
}

interface StoryPanelsProps extends PanelsProps {
  canned: FormState["canned"];
}

export function StoryPanels({ viewer, detail, formKey, states = {}, canned }: StoryPanelsProps) {
  const text = orderText[viewer.locale].page;
  return (
    <>
      <Panel
        heading={text.story}
        headingId="story-heading"
        icon="clock"
        actions={detail.events.length > 0 && (
          <LinkButton
            variant="quiet"
            size="small"
            icon="history"
            href={paths.orderPast(detail.order.number)}
          >
            {pastText[viewer.locale].open}
          </LinkButton>
        )}
      >
        <NoteForm viewer={viewer} detail={detail} state={states.note ?? { formKey, canned }} />
        <StoryPart viewer={viewer} detail={detail} />
      </Panel>
      <Panel heading={text.photos} headingId="photos-heading" icon="camera">
        <PhotosPart viewer={viewer} detail={detail} />
        <PhotoForm viewer={viewer} detail={detail} state={states.photos ?? { formKey }} />
      </Panel>
    </>
  );
}
