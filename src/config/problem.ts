/** What is wrong in a configuration, and where: a key (`issuers[0].jwksUri`), a variable, or `file:line:column` for text that is not YAML. */
export type Problem = {
  readonly path: string;
  readonly message: string;
  /** Where the value came from: `file:line:column` or the environment variable. */
  readonly origin?: string;
};

/** A value as entered, and where it came from. */
export type Entry = { readonly raw: unknown; readonly origin: string };

/** Values by concrete path, such as `issuers[0].jwksUri`. */
export type Entries = ReadonlyMap<string, Entry>;

const holds = (outer: string, inner: string): boolean => inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);

/** Whether one path is the other's or leads to it, so that a later problem may be a mere consequence of an earlier one. */
export const isRelated = (one: string, other: string): boolean => holds(one, other) || holds(other, one);

/** Input on one line, bounded. */
export const plain = (input: string): string => {
  const line = input.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
};

/** Input as a message shows it: in backticks. */
export const quote = (input: string): string => `\`${plain(input)}\``;
