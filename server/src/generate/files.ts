/** Text by path, from the root of the repository. */
export type Files = Readonly<Record<string, string>>;

/** JSON as all generated files have it. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
