import { get, refused, understood, type ParseCase } from './parse-case.ts';

const observations = (query: string) => get(`/fhir/Observation?${query}`);
const patients = (query: string) => get(`/fhir/Patient?${query}`);
const include = (source: string, name: string, target?: string, how: Readonly<Record<string, boolean>> = {}) => ({ reverse: false, iterate: false, source, name, ...(target === undefined ? {} : { target }), ...how });
const reverse = (source: string, name: string, target?: string, how: Readonly<Record<string, boolean>> = {}) => include(source, name, target, { reverse: true, ...how });
const includes = (...list: readonly unknown[]) => ({ kind: 'search-type', params: [], joins: [], includes: list }) as const;
const again = { iterate: true };

/** Includes of every form (R4 search section 3.1.1.5.4; ). */
export const includeCases: readonly ParseCase[] = [
  understood('an include (A-100, R-133)', observations('_include=Observation:subject'), includes(include('Observation', 'subject'))),
  understood('an include with its target (A-100)', observations('_include=Observation:subject:Patient'), includes(include('Observation', 'subject', 'Patient'))),
  understood('an include of everything (A-099)', observations('_include=*'), includes(include('*', '*'))),
  understood('an include of everything of a type (A-099)', observations('_include=Observation:*'), includes(include('Observation', '*'))),
  understood('an include that repeats (A-068)', observations('_include:iterate=Observation:has-member'), includes(include('Observation', 'has-member', undefined, again))),
  understood('an include by its old modifier, as the same (A-068)', observations('_include:recurse=Observation:has-member'), includes(include('Observation', 'has-member', undefined, again))),
  understood('an include whose name is in percent signs (A-068)', observations('%5Finclude=Observation:subject'), includes(include('Observation', 'subject'))),
  understood('an include of another type than is searched, from what was included', observations('_include=Observation:subject&_include:iterate=Patient:general-practitioner'), includes(include('Observation', 'subject'), include('Patient', 'general-practitioner', undefined, again))),
  understood('a reverse include (A-100)', patients('_revinclude=Provenance:target'), includes(reverse('Provenance', 'target'))),
  understood('a reverse include with its target', patients('_revinclude=Provenance:target:Patient'), includes(reverse('Provenance', 'target', 'Patient'))),
  understood('a reverse include of everything (A-099)', patients('_revinclude=*'), includes(reverse('*', '*'))),
  understood('a reverse include of everything of a type', patients('_revinclude=Observation:*'), includes(reverse('Observation', '*'))),
  understood('a reverse include that repeats (A-068)', patients('_revinclude:iterate=Observation:subject'), includes(reverse('Observation', 'subject', undefined, again))),
  understood('a reverse include by its old modifier (A-068)', patients('_revinclude:recurse=Observation:subject'), includes(reverse('Observation', 'subject', undefined, again))),
  understood('several', patients('_include=Patient:link&_revinclude=Provenance:target'), includes(include('Patient', 'link'), reverse('Provenance', 'target'))),
  understood('the same twice, once', patients('_include:iterate=Patient:link&_include:recurse=Patient:link&_include=Patient:link'), includes(include('Patient', 'link', undefined, again), include('Patient', 'link'))),
  understood('an include without a value as none', observations('_include=&_revinclude='), includes()),
  refused('an include with another modifier (A-068)', observations('_include:all=Observation:subject'), 'modifier-unknown', observations('_include:iterate=Observation:subject'), '_include'),
  refused('an include with two modifiers', observations('_include:iterate:recurse=Observation:subject'), 'modifier-unknown', observations('_include:iterate=Observation:subject'), '_include'),
  refused('an include in another case (A-068)', observations('_Include=Observation:subject'), 'parameter-unknown', observations('_include=Observation:subject')),
  refused('an include of a type that is none', observations('_include=Nothing:subject'), 'include-malformed', observations('_include=Observation:subject'), '_include'),
  refused('an include of a parameter that the type has not', observations('_include=Observation:recorder'), 'include-malformed', observations('_include=Observation:performer')),
  refused('an include of what is no reference', observations('_include=Observation:code'), 'include-malformed', observations('_include=Observation:subject')),
  refused('an include without a parameter', observations('_include=Observation'), 'include-malformed', observations('_include=Observation:*')),
  refused('an include of a target that the reference does not lead to', observations('_include=Observation:encounter:Patient'), 'include-malformed', observations('_include=Observation:encounter:Encounter')),
  refused('an include of everything to a target', observations('_include=Observation:*:Patient'), 'include-malformed', observations('_include=Observation:*')),
  refused('an include with more than a target', observations('_include=Observation:subject:Patient:x'), 'include-malformed', observations('_include=Observation:subject:Patient')),
  refused('an include by a chain (A-100)', observations('_include=Observation:subject.organization'), 'include-malformed', observations('_include=Observation:subject')),
  refused('an include of two in a list', observations('_include=Observation:subject,Observation:encounter'), 'include-malformed', observations('_include=Observation:subject&_include=Observation:encounter')),
  refused('an include with an inherited name', observations('_include=Observation:constructor'), 'include-malformed', observations('_include=Observation:subject')),
];
