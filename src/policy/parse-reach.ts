import { isFhirId } from '../fhir/reference.ts';
import { didYouMean } from './nearest.ts';
import { faulty, type Parsed } from './parsed.ts';
import type { Reach } from './policy.ts';
import { quote } from './quote.ts';

const simple: ReadonlyMap<string, Reach> = new Map([
  ['launch', { kind: 'launch' }],
  ['self', { kind: 'self' }],
  ['careteam', { kind: 'careteam' }],
  ['any', { kind: 'any' }],
]);

/** Whose data a row reaches: `launch`, `self`, `careteam`, `group:<id>` or `any` (docs/policy.md, "Reach"). */
export const parseReach = (text: string): Parsed<Reach> => {
  const reach = simple.get(text);
  if (reach !== undefined) return { value: reach };
  if (!text.startsWith('group:')) {
    const { hint = 'the reaches are `launch`, `self`, `careteam`, `group:<id>` and `any`' } = didYouMean(text, simple.keys());
    return faulty({ code: 'unknown-reach', message: `${quote(text)} is no reach`, hint });
  }
  const id = text.slice('group:'.length);
  return isFhirId(id)
    ? { value: { kind: 'group', id } }
    : faulty({ code: 'malformed-reach', message: `${quote(text)} names no Group`, hint: '`group:` is followed by the id of a Group: letters, digits, `-` and `.`, at most 64' });
};

/** A reach as the file writes it. */
export const printReach = (reach: Reach): string => (reach.kind === 'group' ? `group:${reach.id}` : reach.kind);
