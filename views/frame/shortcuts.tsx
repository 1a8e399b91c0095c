import type { Locale } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { Dialog } from "../components/menu.tsx";
import { remember } from "../components/remember.ts";
import { frameText } from "../text.ts";

interface ShortcutsProps {
  locale: Locale;
  takesIn: boolean;
  takesMoney: boolean;
}

/** The list behind `?`. Its rows are also what the keyboard script obeys: keys → address. */
export const ShortcutsDialog = remember(({ locale, takesIn, takesMoney }: ShortcutsProps) => {
  const text = frameText[locale].shortcuts;
  return (
    <Dialog viewer={{ locale }} id="shortcuts" title={text.title}>
      <h3>{text.everywhere}</h3>
      <dl class="shortcuts">
        <Shortcut keys={["/"]} label={text.search} then={text.then} />
        {takesIn && (
          <Shortcut keys={["n"]} label={text.newIntake} then={text.then} href={paths.newIntake()} />
        )}
        <Shortcut keys={["g", "m"]} label={text.counter} then={text.then} href={paths.counter()} />
        <Shortcut keys={["g", "o"]} label={text.orders} then={text.then} href={paths.orders()} />
        <Shortcut keys={["g", "b"]} label={text.board} then={text.then} href={paths.board()} />
        <Shortcut keys={["g", "c"]} label={text.clients} then={text.then} href={paths.clients()} />
        <Shortcut keys={["g", "r"]} label={text.parts} then={text.then} href={paths.parts()} />
        <Shortcut keys={["g", "a"]} label={text.agenda} then={text.then} href={paths.agenda()} />
        {takesMoney && <Shortcut keys={["g", "k"]} label={text.cash} then={text.then} href={paths.cash()} />}
        <Shortcut keys={["?"]} label={text.help} then={text.then} />
      </dl>
      <h3>{text.lists}</h3>
      <dl class="shortcuts">
        <Shortcut keys={["↑", "↓"]} label={text.move} />
        <Shortcut keys={["Enter"]} label={text.open} />
        <Shortcut keys={["s"]} label={text.status} />
        <Shortcut keys={["p"]} label={text.print} />
        <Shortcut keys={["Esc"]} label={text.close} />
      </dl>
    </Dialog>
  );
});

interface ShortcutProps {
  keys: readonly string[];
  label: string;
  /** Said between the keys of a sequence; without it they are alternatives. */
  then?: string;
  href?: string;
}

function Shortcut({ keys, label, then, href }: ShortcutProps) {
  return (
    <div data-keys={href ? keys.join(" ") : undefined} data-href={href}>
      <dt>{label}</dt>
      <dd>
        {keys.map((key, index) => (
          <>
            {index > 0 && <span>{then ?? "/"}</span>}
            <kbd>{key}</kbd>
          </>
        ))}
      </dd>
    </div>
  );
}
