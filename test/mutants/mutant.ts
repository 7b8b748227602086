/** A guard that is taken out to see that a test notices. */
export interface Mutant {
  /** What the code no longer does, a sentence. */
  readonly without: string;
  readonly file: string;
  /** Stands in the file exactly once; short, so that it survives a change of form around it. */
  readonly find: string;
  readonly replace: string;
  /** The file of the test that must fail. */
  readonly test: string;
  /** Its title, as `it` is given it. */
  readonly title: string;
}

/** The file without its guard. @throws when `find` does not stand in it exactly once, or nothing would change */
export const mutated = ({ file, find, replace }: Mutant, source: string): string => {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`${file} holds ${JSON.stringify(find)} ${count} times, not once`);
  if (find === replace) throw new Error(`${file}: the replacement changes nothing`);
  return source.replace(find, () => replace);
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a template literal that stands in the source makes the title. */
const isMadeIn = (source: string, title: string): boolean =>
  [...source.matchAll(/`([^`]*\$\{[^`]*)`/g)].some(([, text = ""]) =>
    new RegExp(
      `^${text
        .split(/\$\{[^}]*\}/)
        .map(escaped)
        .join(".+")}$`,
    ).test(title),
  );

/** How the title may stand in a test's file. */
export const holdsTitle = (source: string, title: string): boolean =>
  [`"${title.replaceAll('"', '\\"')}"`, `'${title}'`].some((text) => source.includes(text)) ||
  source.includes(`\`${title}\``) ||
  isMadeIn(source, title);
