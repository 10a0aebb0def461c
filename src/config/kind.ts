import { quote } from './problem.ts';

/** A fault in a value; `at` is `[2]` where it lies in an item of a list. */
export type Fault = { readonly at: string; readonly message: string };

export type Read<V> = { readonly value: V } | { readonly faults: readonly Fault[] };

/** What the value of a setting may be. */
export type Kind<V> = {
  /** As docs/configuration.md calls it. */
  readonly name: string;
  /** Judges what YAML gave; `directory` is where relative paths start. */
  readonly read: (raw: unknown, directory: string) => Read<V>;
  /** What an environment variable's text would have been in YAML. */
  readonly fromText: (text: string) => unknown;
};

const asItIs = (text: string): unknown => text;

/** A single fault. */
export const fault = (message: string): { readonly faults: readonly Fault[] } => ({ faults: [{ at: '', message }] });

/** A raw value as a message may show it. */
export const show = (raw: unknown): string => {
  if (Array.isArray(raw)) return 'a list';
  return typeof raw === 'object' && raw !== null ? 'a mapping' : quote(String(raw));
};

/** A kind that reads text; what YAML reads as a number or truth value must be quoted. */
export const textual = <V>(name: string, read: (text: string, directory: string) => Read<V>): Kind<V> => ({
  name,
  fromText: asItIs,
  read: (raw, directory) => {
    if (typeof raw === 'string') return read(raw, directory);
    const scalar = typeof raw === 'number' || typeof raw === 'boolean';
    return fault(scalar ? `must be text; put ${show(raw)} in quotes` : `must be text, not ${show(raw)}`);
  },
});

/** Text of a pattern; `says` tells what it must be. */
export const matching = (name: string, pattern: RegExp, says: string): Kind<string> =>
  textual(name, (text) => (pattern.test(text) ? { value: text } : fault(`${show(text)} ${says}`)));

/** `true` or `false`, nothing else: YAML 1.2 has no `yes`, `no`, `on`, `off`. */
export const flag: Kind<boolean> = {
  name: 'true or false',
  fromText: (text) => (text === 'true' || text === 'false' ? text === 'true' : text),
  read: (raw) => (typeof raw === 'boolean' ? { value: raw } : fault(`must be \`true\` or \`false\`, not ${show(raw)}`)),
};

/** A whole number in a range. */
export const whole = (least: number, most: number): Kind<number> => ({
  name: `number ${least} to ${most}`,
  fromText: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
  read: (raw) =>
    typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most
      ? { value: raw }
      : fault(`must be a whole number from ${least} to ${most}, not ${show(raw)}`),
});

/** One of a closed list; what is designed and not there yet says so. */
export const choice = <const V extends string | boolean | number>(values: readonly V[], unbuilt: readonly (string | boolean)[] = []): Kind<V> => ({
  name: values.join(' | '),
  fromText: (text) => [...values, ...unbuilt].find((value) => String(value) === text) ?? text,
  read: (raw) => {
    const found = values.find((value) => value === raw);
    if (found !== undefined) return { value: found };
    if (unbuilt.some((value) => value === raw)) return fault(`${show(raw)} is not built yet`);
    return fault(`${show(raw)} is not one of ${values.map(show).join(' ')}`);
  },
});

/** A list; in a variable its items are separated by commas. Each faulty item is named. */
export const list = <V>(kind: Kind<V>, least: 0 | 1 = 0): Kind<readonly V[]> => ({
  name: `list of ${kind.name}`,
  fromText: (text) => (text === '' ? [] : text.split(',').map((item) => kind.fromText(item.trim()))),
  read: (raw, directory) => {
    if (!Array.isArray(raw)) return fault(`must be a list, not ${show(raw)}`);
    if (raw.length < least) return fault('must not be empty');
    const items = raw.map((item) => kind.read(item, directory));
    const faults = items.flatMap((item, index) => ('faults' in item ? item.faults.map(({ at, message }) => ({ at: `[${index}]${at}`, message })) : []));
    return faults.length > 0 ? { faults } : { value: Object.freeze(items.flatMap((item) => ('value' in item ? [item.value] : []))) };
  },
});

/** One item, or a list of them. */
export const oneOrMore = <V>(kind: Kind<V>): Kind<readonly V[]> => {
  const many = list(kind, 1);
  return { ...many, name: `${kind.name} or list of them`, read: (raw, directory) => many.read(Array.isArray(raw) ? raw : [raw], directory) };
};
