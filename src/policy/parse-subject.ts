import { isFhirId } from '../fhir/reference.ts';
import { didYouMean } from './nearest.ts';
import { parseName, type Names } from './parse-name.ts';
import { faulty, type Parsed } from './parsed.ts';
import { quote } from './quote.ts';

/** Types that a fhirUser can have (SMART App Launch 2.2, "Scopes for requesting identity data"). */
export const fhirUserTypes: ReadonlySet<string> = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson', 'Person']);

// Claim values come from outside; a comma, a quote or white space cannot stand in a cell, so no row can name such a value.
const isClaimValue = (text: string): boolean => /^[A-Za-z0-9_.:/@+~=-]+$/.test(text);

const isUser = (text: string): boolean => {
  const [type = '', id = '', ...rest] = text.split('/');
  return fhirUserTypes.has(type) && isFhirId(id) && rest.length === 0;
};

const userTypes = [...fhirUserTypes].join(', ');

// docs/policy.md, "Subjects": one row per kind of subject that a caller can bring.
const prefixes: Readonly<Record<string, { readonly holds: (text: string) => boolean; readonly form: string }>> = {
  role: { holds: isClaimValue, form: '`role:` is followed by a value of the roles claim: letters, digits and `_.:/@+~=-`' },
  client: { holds: isClaimValue, form: '`client:` is followed by a client_id: letters, digits and `_.:/@+~=-`' },
  fhirUser: { holds: (text) => fhirUserTypes.has(text), form: `\`fhirUser:\` is followed by one of ${userTypes}` },
  user: { holds: isUser, form: `\`user:\` is followed by \`<type>/<id>\`, the type one of ${userTypes}` },
};

/** Whether the text has the form of a caller's subject, sound or not. */
export const isPrefixed = (text: string): boolean => text.includes(':');

const parsePrefixed = (text: string): Parsed<string> => {
  const colon = text.indexOf(':');
  const prefix = text.slice(0, colon);
  const row = Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined;
  if (row === undefined) {
    const known = Object.keys(prefixes);
    const hint = didYouMean(prefix, known).hint ?? `the prefixes are ${known.map((each) => `\`${each}:\``).join(', ')}`;
    return faulty({ code: 'unknown-prefix', message: `${quote(prefix)} is no kind of subject`, hint });
  }
  if (row.holds(text.slice(colon + 1))) return { value: text };
  return faulty({ code: 'malformed-subject', message: `${quote(text)} is no subject that a caller can have`, hint: row.form });
};

/** What stands on the left of a `g` row: a caller's subject, or a role. */
export const parseMember = (text: string): Parsed<string> => (isPrefixed(text) ? parsePrefixed(text) : parseName(text));

/** What stands on the right of a `g` row. A caller's subject there would be one that no issuer asserted (A-232). */
export const parseRole = (text: string): Parsed<string> =>
  isPrefixed(text)
    ? faulty({ code: 'prefixed-role', message: `${quote(text)} is a caller's subject, and cannot be a role`, hint: 'the order is: member, role' })
    : parseName(text);

/** The subject of a `p` row: a caller's, or a role that a `g` row gives. */
export const parseSubject = (text: string, names: Names): Parsed<string> => {
  const parsed = parseMember(text);
  if (isPrefixed(text) || 'faults' in parsed || names.roles.has(text)) return parsed;
  const hint = didYouMean(text, names.roles).hint ?? `give it members with a row \`g, role:..., ${text}\``;
  return faulty({ code: 'unknown-role', message: `no \`g\` row names ${quote(text)}`, hint });
};
