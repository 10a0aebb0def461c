import type { Case, Feature } from '../case.ts';
import { etl, having, patientA } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;
const noScope = { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } as const;
const granting = (scope: string) => having(patientA, { scope });
const all = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'];

/** A scope by a query of one kind: what it finds of A's, and that reads are held to the same. */
const kind = (name: string, query: string, ids: readonly string[], type = 'Observation'): readonly Case[] => {
  const as = granting(`patient/${type}.rs?${query}`);
  const [within] = ids;
  const [beyond] = type === 'Observation' ? all.filter((id) => !ids.includes(id)) : [];
  return [
    { name: `${name}: finds`, as, request: { path: type }, expect: { status: 200, resources: ids.map((id) => `${type}/${id}`), total: 'none' } },
    ...(within === undefined ? [] : [{ name: `${name}: reads`, as, request: { path: `${type}/${within}` }, expect: { status: 200, resources: [`${type}/${within}`] } } satisfies Case]),
    ...(beyond === undefined ? [] : [{ name: `${name}: hides`, as, request: { path: `${type}/${beyond}` }, expect: notFound } satisfies Case]),
  ];
};

const nothing = (name: string, query: string): Case => ({ name, as: granting(`patient/Observation.rs?${query}`), request: { path: 'Observation' }, expect: noScope });

/** Granular scopes by parameters of every kind (SMART 2.2, "Finer-grained resource constraints"; ). */
export const granularKinds: Feature = {
  name: 'granular scopes of every kind',
  cases: [
    ...kind('a day', 'date=2024-01-06', ['a4']),
    ...kind('from a day on', 'date=ge2024-01-05', ['a3', 'a4', 'a5']),
    ...kind('between two', 'date=ge2024-01-05&date=lt2024-01-07', ['a3', 'a4']),
    ...kind('before a time', 'date=lt2024-01-05T09:10:00Z', ['a1', 'a2']),
    ...kind('one of two days', 'date=2024-01-03,2024-01-06', ['a1', 'a4']),
    ...kind('a quantity', 'value-quantity=73', ['a3']),
    ...kind('a quantity with its unit', 'value-quantity=75|http://unitsofmeasure.org|/min', ['a5']),
    ...kind('more than', 'value-quantity=gt90', ['a2', 'a4']),
    ...kind('less than', 'value-quantity=lt60', ['a1', 'moved']),
    ...kind('a reference', 'encounter=Encounter/enc-a', ['a3']),
    ...kind('a reference by its whole address', 'performer=http://localhost:8080/fhir/Practitioner/77', ['a5']),
    ...kind('a composite', 'code-value-quantity=http://loinc.org|8867-4$gt74', ['a2', 'a5', 'focus-b']),
    ...kind('a code', 'code=2160-0', ['a1']),
    ...kind('a code with its system', 'code=http://loinc.org|2160-0', ['a1']),
    ...kind('a code of no system', 'code=|2160-0', []),
    ...kind('every code of a system', 'code=http://loinc.org|', all),
    ...kind('a status', 'status=final', all),
    ...kind('ids', '_id=a1,a3,b1', ['a1', 'a3']),
    ...kind('changed since', '_lastUpdated=ge2020-01-01', all),
    ...kind('not changed since', '_lastUpdated=lt2020-01-01', []),
    ...kind('two kinds together', 'category=vital-signs&value-quantity=lt74', ['a3', 'moved']),
    ...kind('a string', 'family=adler', ['A'], 'Patient'),
    ...kind('a string that is not the own', 'family=brandt', [], 'Patient'),
    ...kind('an address', 'instantiates-uri=http://example.org/protocols/heart', ['plan-a'], 'CarePlan'),
    ...kind('a date of birth', 'birthdate=lt1990', ['A'], 'Patient'),
    { name: 'two of different kinds are a union', as: granting('patient/Observation.rs?date=2024-01-06 patient/Observation.rs?encounter=Encounter/enc-a'), request: { path: 'Observation' }, expect: { status: 200, resources: ['Observation/a3', 'Observation/a4'], total: 'none' } },
    { name: 'two of one kind are a union', as: granting('patient/Observation.rs?value-quantity=gt90 patient/Observation.rs?value-quantity=lt60'), request: { path: 'Observation' }, expect: { status: 200, resources: ['a1', 'a2', 'a4', 'moved'].map((id) => `Observation/${id}`) } },
    { name: 'A-223 neither of a union', as: granting('patient/Observation.rs?date=2024-01-06 patient/Observation.rs?encounter=Encounter/enc-a'), request: { path: 'Observation/a1' }, expect: notFound },
    { name: 'A-225 a client\'s own date cannot widen it', as: granting('patient/Observation.rs?date=2024-01-06'), request: { path: 'Observation?date=ge2024-01-01' }, expect: { status: 200, resources: ['Observation/a4'] } },
    { name: 'R-142 exactly the scope\'s query gives all', as: granting('patient/Observation.rs?date=ge2024-01-05'), request: { path: 'Observation?date=ge2024-01-05' }, expect: { status: 200, resources: ['a3', 'a4', 'a5'].map((id) => `Observation/${id}`) } },
    { name: 'R-171 HEAD is held to it', as: granting('patient/Observation.rs?date=2024-01-06'), request: { method: 'HEAD', path: 'Observation/a1' }, expect: { status: 404, body: 'none', headers: { etag: undefined } } },
    { name: 'R-171 HEAD within it', as: granting('patient/Observation.rs?date=2024-01-06'), request: { method: 'HEAD', path: 'Observation/a4' }, expect: { status: 200, body: 'none' } },
    { name: 'A-222 a version is held to it', as: granting('patient/Observation.rs?date=2024-01-06'), request: { path: 'Observation/a1/_history/1' }, expect: notFound },
    { name: 'A-222 Provenance of what it hides is hidden', as: granting('patient/Provenance.rs patient/Observation.rs?date=2024-01-06'), request: { path: 'Provenance/prov-a' }, expect: notFound },
    { name: 'A-222 of what it does not, not', as: granting('patient/Provenance.rs patient/Observation.rs?date=2024-01-05'), request: { path: 'Provenance/prov-a' }, expect: { status: 200, resources: ['Provenance/prov-a'] } },
    { name: 'A-222 nor a Binary by what it hides', as: granting('patient/Binary.rs patient/Observation.rs?date=2024-01-06'), request: { path: 'Binary/bin-a1' }, expect: notFound },
    { name: 'A-222 by what it does not', as: granting('patient/Binary.rs patient/Observation.rs?date=2024-01-03'), request: { path: 'Binary/bin-a1' }, expect: { status: 200, contains: ['plot of a1'] } },
    { name: 'A-090 no count', as: granting('patient/Observation.rs?date=2024-01-06'), request: { path: 'Observation?_summary=count' }, expect: { status: 403, refusal: 'count-withheld', upstream: 'nothing' } },
    { name: 'of everyone', as: having(etl, { scope: 'system/Observation.rs?value-quantity=71' }), request: { path: 'Observation' }, expect: { status: 200, resources: ['Observation/b1'], total: 'none' } },
    { name: 'of everyone, a read beyond it', as: having(etl, { scope: 'system/Observation.rs?value-quantity=71' }), request: { path: 'Observation/b3' }, expect: notFound },
    nothing('R-091 a date that is none', 'date=yesterday'),
    nothing('R-091 a quantity that is none', 'value-quantity=many'),
    nothing('R-091 a composite of one part', 'code-value-quantity=2160-0'),
    nothing('R-091 a parameter that there is not', 'colour=red'),
    nothing('R-091 a blank value', 'code='),
    nothing('A-224 a reverse chain', '_has:DiagnosticReport:result:status=final'),
    nothing('A-224 an order', '_sort=date'),
    nothing('A-224 a projection', '_elements=value'),
    nothing('A-224 a modifier, also one that names a type', 'performer:Practitioner=77'),
    nothing('A-224 `:not`', 'code:not=2160-0'),
    nothing('A-224 `:not-in`', 'code:not-in=http://x.example/vs'),
  ],
};

/** The same of a number, which no type of the demo's policy is searched by. */
export const granularNumbers: Feature = {
  name: 'granular scopes by numbers',
  policies: 'wide',
  cases: [
    ...kind('more than', 'probability=gt0.5', ['risk-a'], 'RiskAssessment'),
    ...kind('about', 'probability=0.1', ['risk-a-low'], 'RiskAssessment'),
    { name: 'beyond it', as: granting('patient/RiskAssessment.rs?probability=gt0.5'), request: { path: 'RiskAssessment/risk-a-low' }, expect: notFound },
    { name: 'of another patient', as: granting('patient/RiskAssessment.rs?probability=gt0.5'), request: { path: 'RiskAssessment/risk-b' }, expect: notFound },
    { name: 'what is no number', as: granting('patient/RiskAssessment.rs?probability=high'), request: { path: 'RiskAssessment' }, expect: noScope },
  ],
};
