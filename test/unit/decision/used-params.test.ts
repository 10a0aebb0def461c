import assert from 'node:assert/strict';
import { searchAsks, searchesOf } from '../../../src/decision/decide-search.ts';
import { usedParams } from '../../../src/decision/used-params.ts';
import { bases, parsed } from '../../support/deciding.ts';

/** By type the names that a search uses of it. */
const usedBy = (request: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries([...usedParams(searchesOf(parsed(`GET ${request}`).interaction), bases)].map(([type, used]) => [type, used.map(({ param, modifier }) => (modifier === undefined ? param.name : `${param.name}:${modifier}`))]));

describe('usedParams', () => {
  const cases: readonly { readonly request: string; readonly used: Readonly<Record<string, readonly string[]>> }[] = [
    { request: 'Observation?code=x&code:text=y&_tag=z', used: { Observation: ['code', 'code:text', '_tag'] } },
    { request: 'Observation', used: {} },
    { request: 'Observation?_count=5&_elements=code&_summary=false', used: {} },
    { request: 'Observation?_sort=-date,code', used: { Observation: ['date', 'code'] } },
    { request: 'Observation?subject:Patient.name=x', used: { Observation: ['subject'], Patient: ['name'] } },
    { request: 'Observation?performer.name=x', used: { Observation: ['performer'], Organization: ['name'], Patient: ['name'], Practitioner: ['name'], RelatedPerson: ['name'] } },
    { request: 'Observation?encounter:Encounter.patient.organization.name:exact=x', used: { Observation: ['encounter'], Encounter: ['patient'], Patient: ['organization'], Organization: ['name:exact'] } },
    { request: 'Patient?_has:Observation:patient:code=x', used: { Observation: ['patient', 'code'] } },
    { request: 'Patient?_has:Encounter:patient:_has:Observation:encounter:code=x', used: { Encounter: ['patient'], Observation: ['encounter', 'code'] } },
    { request: 'Observation?_include=Observation:subject:Patient', used: { Observation: ['subject'] } },
    { request: 'Patient?_revinclude=Observation:subject', used: { Observation: ['subject'] } },
    { request: 'Observation?_include=*&_include=Observation:*', used: {} },
    { request: 'Patient/A/Observation?code=x', used: { Observation: ['patient', 'code'] } },
    { request: '?_type=Patient,Observation&_tag=x', used: { Patient: ['_tag'], Observation: ['_tag'] } },
  ];
  for (const { request, used } of cases) it(`${request} uses ${JSON.stringify(used)}`, () => { assert.deepEqual(usedBy(request), used); });
});

describe('searchAsks', () => {
  const asked = (request: string): readonly string[] =>
    searchAsks(searchesOf(parsed(`GET ${request}`).interaction), bases).map(({ type, action, letter, by = [] }) => `${type} ${action} ${letter} by ${by.map(({ param }) => param.name).join(' ')}`.trim());
  const cases: readonly { readonly sentence: string; readonly request: string; readonly asks: readonly string[] }[] = [
    { sentence: 'a search asks for its type', request: 'Observation?code=x', asks: ['Observation search s by code'] },
    { sentence: '... and for each type that it joins and includes, once', request: 'Observation?subject:Patient.name=x&_include=Observation:subject:Patient', asks: ['Observation search s by subject subject', 'Patient search s by name'] },
    { sentence: '... of a reverse include for its source', request: 'Patient?_revinclude=Provenance:target', asks: ['Patient search s by', 'Provenance search s by target'] },
    { sentence: '... of an include without a target for all that it may lead to', request: 'Coverage?_include=Coverage:subscriber', asks: ['Coverage search s by subscriber', 'Patient search s by', 'RelatedPerson search s by'] },
    { sentence: 'one of several types asks for each', request: '?_type=Patient,Task', asks: ['Patient search s by', 'Task search s by'] },
    { sentence: 'what is no search asks for nothing here', request: 'Patient/A', asks: [] },
  ];
  for (const { sentence, request, asks } of cases) it(sentence, () => { assert.deepEqual(asked(request), asks); });
});
