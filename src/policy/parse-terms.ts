import { didYouMean } from './nearest.ts';
import type { Parsed } from './parsed.ts';
import type { Terms } from './policy.ts';
import type { Fault } from './problem.ts';
import { quote } from './quote.ts';

type Term = { readonly form: string; readonly read: (value: string | undefined) => Terms | undefined };

// ISO 8601-1 section 5.5.2, whole numbers; at least one of them is not 0.
const isDuration = (text: string): boolean =>
  /^P(?=\d|T\d)(\d{1,6}Y)?(\d{1,6}M)?(\d{1,6}W)?(\d{1,6}D)?(T(?=\d)(\d{1,6}H)?(\d{1,6}M)?(\d{1,6}S)?)?$/.test(text) && /[1-9]/.test(text);

// docs/policy.md, "Terms": one row per term, the name being what stands before the colon.
const terms: Readonly<Record<string, Term>> = {
  mfa: { form: '`mfa` takes no value', read: (value) => (value === undefined ? { mfa: true } : undefined) },
  'break-glass': { form: '`break-glass` takes no value', read: (value) => (value === undefined ? { breakGlass: true } : undefined) },
  mask: { form: '`mask:` is followed by the name of a mask', read: (value) => (value !== undefined && /^[A-Za-z][A-Za-z0-9_.-]*$/.test(value) ? { mask: value } : undefined) },
  window: { form: '`window:` is followed by an ISO 8601 duration longer than nothing, such as `P90D`', read: (value) => (value !== undefined && isDuration(value) ? { window: value } : undefined) },
  max: { form: '`max:` is followed by a page size from 1 to 9999', read: (value) => (value !== undefined && /^[1-9]\d{0,3}$/.test(value) ? { max: Number(value) } : undefined) },
};

const readTerm = (text: string, seen: ReadonlySet<string>): Terms | Fault => {
  const colon = text.indexOf(':');
  const name = colon === -1 ? text : text.slice(0, colon);
  const term = Object.hasOwn(terms, name) ? terms[name] : undefined;
  if (term === undefined) {
    const known = Object.keys(terms);
    const { hint = `the terms are ${known.map((each) => `\`${each}\``).join(' ')}` } = didYouMean(name, known);
    return { code: 'unknown-term', message: `${quote(name)} is no term`, hint };
  }
  if (seen.has(name)) return { code: 'repeated-term', message: `${quote(name)} stands more than once` };
  return term.read(colon === -1 ? undefined : text.slice(colon + 1)) ?? { code: 'malformed-term', message: `${quote(text)} is malformed`, hint: term.form };
};

/** The conditions of a row, separated by spaces; a blank cell is none. */
export const parseTerms = (text: string): Parsed<Terms> => {
  const seen = new Set<string>();
  const faults: Fault[] = [];
  let value: Terms = {};
  for (const { 0: each, index: offset } of text.matchAll(/\S+/g)) {
    const read = readTerm(each, seen);
    if ('code' in read) faults.push({ ...read, offset });
    else value = { ...value, ...read };
    seen.add(each.split(':', 1).join(''));
  }
  return faults.length > 0 ? { faults } : { value };
};
