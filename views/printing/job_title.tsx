import { Code } from "../components/status.tsx";

const CODE = /^[A-Z0-9-]+$/;

/** What a label is called: its code, and after it the piece that it hangs on; or the words that it begins with. */
export function JobTitle({ title }: { title: string }) {
  const [code = "", ...rest] = title.split(" · ");
  if (!CODE.test(code)) return <span class="job-title">{title}</span>;
  return (
    <span class="job-title">
      <Code>{code}</Code>
      {rest.length > 0 && ` · ${rest.join(" · ")}`}
    </span>
  );
}
