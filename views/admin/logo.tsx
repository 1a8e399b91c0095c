import type { ShopLogo } from "../../src/admin/settings.ts";
import { typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { controlAttributes, Field } from "../components/field.tsx";
import { errorOf } from "../errors/fields.ts";
import { Part, type PartProps } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

/** The logo as pages and papers show it, and the form that brings another one. */
export function LogoPart(props: PartProps & { logo: ShopLogo | null }) {
  const { viewer, typed, errors, finds, logo } = props;
  const t = settingsText[viewer.locale];
  const kept = typedText(typed, "kept");
  const file = {
    viewer,
    name: "file",
    label: t.logoFile,
    hint: kept === "" ? t.logoHint : `${t.logoKept(typedText(typed, "logo"))} ${t.logoHint}`,
    error: errorOf(viewer, errors, "file"),
    hidden: !finds("file"),
  };
  return (
    <Part
      {...props}
      files
      save={t.saveLogo}
      action={logo && (
        <Button name="remove" value="1" icon="trash-2" formnovalidate>
          {t.removeLogo}
        </Button>
      )}
    >
      {logo ? <LogoShown {...props} logo={logo} /> : <p class="muted">{t.noLogo}</p>}
      <input type="hidden" name="kept" value={kept} />
      <Field {...file}>
        <input
          class="control file"
          type="file"
          accept="image/png,image/jpeg,image/webp"
          {...controlAttributes(file)}
        />
      </Field>
    </Part>
  );
}

function LogoShown({ viewer, logo }: PartProps & { logo: ShopLogo }) {
  const t = settingsText[viewer.locale];
  const shown = [[t.logoOnPages, logo.page], [t.logoOnSheets, logo.sheet], [
    t.logoOnRolls,
    logo.roll,
  ]] as const;
  return (
    <div class="logo-shown" role="group" aria-label={t.logoNow}>
      {shown.map(([place, hash]) => (
        <figure>
          <span>
            <img class="logo" src={paths.logo(hash)} alt={t.logoSize(logo.width, logo.height)} />
          </span>
          <figcaption>{place}</figcaption>
        </figure>
      ))}
    </div>
  );
}
