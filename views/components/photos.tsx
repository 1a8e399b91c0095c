import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { fieldId, FieldNotes } from "./field.tsx";
import { Icon } from "./icon.tsx";

export interface StripPhoto {
  id: string;
  url: string;
  thumbUrl: string;
  name: string;
}

export interface PhotoStripProps {
  viewer: Viewer;
  /** Each uploaded photo posts its id under this name. */
  name: string;
  /** Without scripts the files themselves post under this name. */
  fileName: string;
  /** Takes `POST` multipart (`file`, header `X-CSRF-Token`), answers `{ id, url, thumbUrl }` or problem+json. */
  uploadUrl: string;
  label: string;
  photos?: readonly StripPhoto[];
  error?: string;
  /** Bytes; bigger pictures are shrunk before they leave. */
  maxBytes?: number;
}

/** Photos that upload as they are chosen, by file or straight from the camera. */
export function PhotoStrip(props: PhotoStripProps) {
  const text = frameText[props.viewer.locale].photos;
  const id = fieldId({ name: props.fileName });
  return (
    <fieldset
      class="field photos"
      data-upload-url={props.uploadUrl}
      data-name={props.name}
      data-uploading={text.uploading}
      data-failed={text.failed}
    >
      <legend class="field-label">{props.label}</legend>
      <ul class="photo-list">
        {(props.photos ?? []).map((photo) => <Photo {...props} photo={photo} />)}
        <li class="photo-add">
          <label class="button photo-button">
            <Icon name="image" />
            <span>{text.add}</span>
            <input
              id={id}
              type="file"
              name={props.fileName}
              accept="image/jpeg,image/png,image/webp"
              multiple
            />
          </label>
          <label class="button photo-button photo-camera">
            <Icon name="camera" />
            <span>{text.camera}</span>
            <input
              type="file"
              name={props.fileName}
              accept="image/jpeg,image/png,image/webp"
              capture="environment"
            />
          </label>
        </li>
      </ul>
      <template>
        <li class="photo">
          <img alt="" width="96" height="96" />
          <span class="photo-state" role="status"></span>
          <button type="button" class="photo-remove" aria-label={text.remove("")}>
            <Icon name="x" size={16} />
          </button>
        </li>
      </template>
      <FieldNotes id={id} hint={text.hint} error={props.error} />
    </fieldset>
  );
}

function Photo({ viewer, name, photo }: PhotoStripProps & { photo: StripPhoto }) {
  return (
    <li class="photo">
      <a href={photo.url} target="_blank" rel="noopener">
        <img src={photo.thumbUrl} alt={photo.name} width="96" height="96" loading="lazy" />
      </a>
      <input type="hidden" name={name} value={photo.id} />
      <button
        type="button"
        class="photo-remove"
        aria-label={frameText[viewer.locale].photos.remove(photo.name)}
      >
        <Icon name="x" size={16} />
      </button>
    </li>
  );
}
