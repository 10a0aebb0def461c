import { get, refused, understood, type ParseCase } from './parse-case.ts';

const observations = (query: string) => get(`/fhir/Observation?${query}`);
const patients = (query: string) => get(`/fhir/Patient?${query}`);
const modified = (name: string, modifier: string, ...values: readonly string[]) => ({ kind: 'search-type', params: [{ name, modifier, values }] }) as const;

type Kind = { readonly kind: string; readonly path: string; readonly param: string; readonly takes: Readonly<Record<string, string>>; readonly value: string };

// R4 search section 3.1.1.4.4, and the sections of the kinds.
const kinds: readonly Kind[] = [
  { kind: 'number', path: 'RiskAssessment', param: 'probability', value: '1', takes: { missing: 'true' } },
  { kind: 'date', path: 'Observation', param: 'date', value: '2020', takes: { missing: 'true' } },
  { kind: 'string', path: 'Patient', param: 'family', value: 'x', takes: { missing: 'true', exact: 'Adler', contains: 'dle' } },
  { kind: 'token', path: 'Observation', param: 'code', value: 'x', takes: { missing: 'true', not: 'x', text: 'heart', 'of-type': 'http://x|MR|1', in: 'http://x.example/vs', 'not-in': 'http://x.example/vs', above: 'http://x|1', below: 'http://x|1' } },
  { kind: 'reference', path: 'Observation', param: 'encounter', value: '1', takes: { missing: 'true', identifier: 'http://x|1', Encounter: '1', above: 'Encounter/1', below: 'Encounter/1' } },
  { kind: 'quantity', path: 'Observation', param: 'value-quantity', value: '1', takes: { missing: 'true' } },
  { kind: 'composite', path: 'Observation', param: 'code-value-quantity', value: 'x$1', takes: { missing: 'true' } },
  { kind: 'uri', path: 'ValueSet', param: 'url', value: 'http://x.example', takes: { missing: 'true', above: 'http://x.example/a', below: 'http://x.example' } },
];
const all = ['missing', 'exact', 'contains', 'not', 'text', 'of-type', 'in', 'not-in', 'above', 'below', 'identifier', 'Encounter', 'Patient', 'text-advanced', 'iterate', 'mdm', 'nothing'];

const ofKind = ({ kind, path, param, takes, value }: Kind): readonly ParseCase[] => {
  const plain = get(`/fhir/${path}?${param}=${value}`);
  return [
    ...Object.entries(takes).map(([modifier, of]) => understood(`\`:${modifier}\` on a ${kind}`, get(`/fhir/${path}?${param}:${modifier}=${of}`), modified(param, modifier, of))),
    ...all.filter((one) => !Object.hasOwn(takes, one)).map((modifier) => refused(`\`:${modifier}\` on a ${kind}`, get(`/fhir/${path}?${param}:${modifier}=${value}`), 'modifier-unknown', plain, param)),
  ];
};

/** Modifiers: each where its kind of parameter takes it (R4 search section 3.1.1.4.4; A-092). */
export const modifierCases: readonly ParseCase[] = [
  ...kinds.flatMap(ofKind),
  refused('a type that the reference cannot lead to', observations('encounter:Patient=1'), 'modifier-unknown', observations('encounter:Encounter=1')),
  refused('a reference of another type than its modifier says', observations('encounter:Encounter=EpisodeOfCare/1'), 'parameter-value', observations('encounter:Encounter=Encounter/1'), 'encounter'),
  refused('a modifier on an id', observations('_id:not=1'), 'modifier-unknown', observations('_id=1')),
  refused('`:missing` on an id', observations('_id:missing=false'), 'modifier-unknown', observations('_id=1')),
  refused('two modifiers', observations('performer:Patient:missing=true'), 'modifier-unknown', observations('performer:missing=true')),
  refused('a name that ends in its colon', observations('code:=a'), 'parameter-malformed', observations('code=a')),
  refused('an inherited name as a modifier', observations('code:constructor=a'), 'modifier-unknown', observations('code:not=a')),
  understood('a modifier of tokens', patients('identifier:of-type=http://x|MR|1'), modified('identifier', 'of-type', 'http://x|MR|1')),
  understood('an identifier of who performed', observations('performer:identifier=http://x|1'), modified('performer', 'identifier', 'http://x|1')),
  understood('a modifier on a common parameter', observations('_tag:not=x'), modified('_tag', 'not', 'x')),
  understood('a modifier with a list', observations('code:not=x,y'), modified('code', 'not', 'x', 'y')),
  refused('a modifier with a blank in its list', observations('code:not=x,'), 'parameter-blank', observations('code:not=x,y'), 'code'),
];
