/** The imports whose name stands in one of the texts, as a module or at the beginning of a path. */
export function packagesNamed(
  imports: Record<string, string>,
  texts: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(imports).filter(([name]) =>
      texts.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`))
    ),
  );
}
