import { fault, show, textual, type Kind } from './kind.ts';

const durations: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const sizes: Readonly<Record<string, number>> = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

const amountIn = (text: string, units: Readonly<Record<string, number>>): number | undefined => {
  const [, digits, unit] = /^(\d{1,9})([a-z]{1,2})$/.exec(text) ?? [];
  const factor = unit !== undefined && Object.hasOwn(units, unit) ? units[unit] : undefined;
  return factor === undefined ? undefined : Number(digits) * factor;
};

type Measure = { readonly name: string; readonly units: Readonly<Record<string, number>> };

const measure = ({ name, units }: Measure, least: string, most: string): Kind<number> => {
  const from = amountIn(least, units) ?? 0;
  const to = amountIn(most, units) ?? 0;
  const spelling = Object.keys(units).map((unit) => `\`${unit}\``).join(' ');
  const kind = textual(`${name} ${least} to ${most}`, (text) => {
    const amount = amountIn(text, units);
    if (amount === undefined) return fault(`${show(text)} is not a ${name}: a whole number and one of ${spelling}, such as \`${most}\``);
    return amount >= from && amount <= to ? { value: amount } : fault(`${show(text)} is not between \`${least}\` and \`${most}\``);
  });
  const unitless = (raw: number): string => `${show(raw)} has no unit: one of ${spelling}, such as \`${most}\``;
  return { ...kind, read: (raw, directory) => (typeof raw === 'number' ? fault(unitless(raw)) : kind.read(raw, directory)) };
};

/** A duration such as `30s`, in milliseconds. */
export const duration = (least: string, most: string): Kind<number> => measure({ name: 'duration', units: durations }, least, most);

/** A size such as `64kb`, in bytes; a `kb` is 1024. */
export const size = (least: string, most: string): Kind<number> => measure({ name: 'size', units: sizes }, least, most);
