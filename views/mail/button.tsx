import { buttonColours } from "./colours.ts";

/** What a mail asks for, as a button that needs no style sheet; `accent` is the shop's colour. */
export function MailButton({ url, label, accent }: { url: string; label: string; accent: string | null }) {
  const { background, color } = buttonColours(accent);
  return (
    <a
      href={url}
      style={`display:inline-block;padding:12px 20px;background:${background};border-radius:6px;text-decoration:none;font-weight:bold`}
    >
      <span style={`color:${color}`}>{label}</span>
    </a>
  );
}
