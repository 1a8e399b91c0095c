/** A phone that is called at a touch. */
export function PhoneLink({ display }: { display: string }) {
  return <a href={`tel:${display.replace(/[^+\d]/g, "")}`}>{display}</a>;
}
