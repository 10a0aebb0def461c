import assert from 'node:assert/strict';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';
import { seed } from '../../support/crossing-data.ts';
import type { Bundle } from './started-backend.ts';

type Case = { readonly query: string; readonly includes: string; readonly sentence?: string };

// Each of these includes the same on HAPI, seeded with the same data (docs/hapi-notes.md).
const cases: readonly Case[] = [
  { query: 'Observation?_id=a3&_include=Observation:patient', includes: 'Patient/A' },
  { query: 'Observation?_id=a3&_include=Observation:subject:Patient', includes: 'Patient/A' },
  { query: 'Observation?_id=a3&_include=Observation:subject:Group', includes: '', sentence: 'not another type than the one named' },
  { query: 'Observation?_id=a3&_include=Observation:patient:Group', includes: '' },
  { query: 'Observation?_id=a3&_include=*', includes: 'Encounter/enc-a Patient/A' },
  { query: 'Observation?_id=a3&_include=Observation:*', includes: 'Encounter/enc-a Patient/A' },
  { query: 'Observation?_id=a3&_include=Observation:code', includes: '', sentence: 'what is no reference includes nothing' },
  { query: 'Observation?_id=a3&_include=Encounter:patient', includes: '', sentence: 'another type has no part in it' },
  { query: 'Observation?_id=a3&_include=Encounter:service-provider&_include=Observation:encounter', includes: 'Encounter/enc-a', sentence: 'what is included includes nothing' },
  { query: 'Observation?_id=a3&_include=Observation:encounter&_include:iterate=Encounter:service-provider', includes: 'Encounter/enc-a Organization/O1', sentence: 'unless told to' },
  { query: 'Observation?_id=a3&_include=Observation:encounter&_include:recurse=Encounter:service-provider', includes: 'Encounter/enc-a Organization/O1', sentence: 'in whichever word' },
  { query: 'Observation?_id=a3&_include:iterate=Observation:encounter&_include:iterate=Encounter:service-provider', includes: 'Encounter/enc-a Organization/O1', sentence: 'the first step also with it' },
  { query: 'Observation?_id=a3&_include:nonsense=Observation:patient', includes: 'Patient/A', sentence: 'HAPI takes no notice of another modifier' },
  { query: 'Observation?_id=a3&_include=', includes: '' },
  { query: 'Observation?_id=a3,a4&_include=Observation:patient', includes: 'Patient/A', sentence: 'once' },
  { query: 'Observation?_id=elsewhere-subject,identifier-subject,contained-subject&_include=*', includes: '', sentence: 'not what stands elsewhere, inside or nowhere' },
  { query: 'Patient?_id=A,C&_include=Patient:link', includes: '', sentence: 'a match is no include' },
  { query: 'Patient?_id=C&_include=Patient:link', includes: 'Patient/A', sentence: 'but a patient of the same type is' },
  { query: 'Patient?_id=A&_revinclude=Observation:performer', includes: 'Observation/b-by-a' },
  { query: 'Patient?_id=A&_revinclude=Observation:patient', includes: 'Observation/a1 Observation/a2 Observation/a3 Observation/a4 Observation/a5 Observation/focus-b Observation/moved', sentence: 'as they stand now' },
  { query: 'Patient?_id=A&_revinclude=Observation:subject:Group', includes: '' },
  { query: 'Patient?_id=C&_revinclude=*', includes: 'CareTeam/ct-c' },
  { query: 'Patient?_id=C&_revinclude=CareTeam:*&_include=Patient:link', includes: 'CareTeam/ct-c Patient/A', sentence: 'both ways' },
  { query: 'Patient?_id=A&_revinclude=Encounter:patient&_revinclude:iterate=Observation:encounter', includes: 'Encounter/enc-a Observation/a3', sentence: 'over several steps' },
  { query: 'Patient?_id=A&_revinclude=Encounter:patient&_include:iterate=Encounter:service-provider', includes: 'Encounter/enc-a Organization/O1', sentence: 'there and back' },
  { query: 'Patient?_id=A&_revinclude=Encounter:patient&_include=Encounter:service-provider', includes: 'Encounter/enc-a Organization/O1', sentence: 'HAPI goes backward before it goes forward' },
  { query: 'Observation?_id=a3&_include=Observation:patient&_revinclude=Coverage:beneficiary', includes: 'Patient/A', sentence: 'and not the other way' },
  { query: 'Observation?_id=a3&_include=Observation:patient&_revinclude:iterate=Coverage:beneficiary', includes: 'Coverage/cov-a Patient/A', sentence: 'unless told to' },
  { query: 'Observation?_id=a3&_include:iterate=Observation:patient&_revinclude:iterate=Coverage:beneficiary', includes: 'Patient/A', sentence: 'but not once more from what was found by going forward again and again' },
  { query: 'Patient?_id=A&_revinclude=List:patient&_include:iterate=List:item', includes: 'List/list-a-of-b1 Observation/a1 Observation/b1', sentence: 'into another patient\'s data' },
  { query: 'QuestionnaireResponse?_id=qr-canonical&_include=QuestionnaireResponse:questionnaire', includes: 'Questionnaire/canonical', sentence: 'by a canonical' },
  { query: 'Questionnaire?_id=canonical&_revinclude=QuestionnaireResponse:questionnaire', includes: 'QuestionnaireResponse/qr-canonical QuestionnaireResponse/qr-version' },
  { query: 'QuestionnaireResponse?_id=qr-old&_include=QuestionnaireResponse:questionnaire', includes: '', sentence: 'not by the canonical of another version' },
];

const refused: readonly { readonly value: string; readonly says: RegExp }[] = [
  { value: 'Observation', says: /^HAPI-2018/ },
  { value: 'Observation:', says: /^HAPI-2018/ },
  { value: 'Nonsense:subject', says: /^HAPI-2017/ },
  { value: 'Observation:subject:Nonsense', says: /^HAPI-2016/ },
  { value: 'Observation:subject:*', says: /^HAPI-2016/ },
  { value: 'Observation:nonsense', says: /^HAPI-2015: .*: \[based-on, / },
  { value: 'Observation:patient,Observation:encounter', says: /^HAPI-0441/ },
];

describe('includes of the embedded backend', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
    const url = 'http://e.org/Questionnaire/x';
    backend.put({ resourceType: 'Questionnaire', id: 'canonical', url, version: '2' });
    for (const [id, questionnaire] of [['qr-canonical', url], ['qr-version', `${url}|2`], ['qr-old', `${url}|1`]] as const) backend.put({ resourceType: 'QuestionnaireResponse', id, questionnaire });
  });
  after(() => backend.close());

  const bundle = async (target: string): Promise<Bundle> => (await (await fetch(target)).json()) as Bundle;
  const placesOf = ({ entry = [] }: Bundle, mode: string): string =>
    entry.filter(({ search }) => search?.mode === mode).map(({ resource }) => `${resource?.resourceType ?? ''}/${resource?.id ?? ''}`).sort().join(' ');
  const link = ({ link: links = [] }: Bundle, relation: string): string => links.find((each) => each.relation === relation)?.url ?? '';

  for (const { query, includes, sentence } of cases) {
    it(`${query} includes ${includes === '' ? 'nothing' : includes}${sentence === undefined ? '' : `: ${sentence}`}`, async () => {
      const found = await bundle(`${backend.url}/${query}`);
      const ids = /_id=([^&]*)/.exec(query)?.[1]?.split(',') ?? [];
      assert.equal(placesOf(found, 'include'), includes);
      assert.deepEqual([placesOf(found, 'match').split(' ').length, found.total], [ids.length, ids.length]);
      assert.ok((found.entry ?? []).every(({ fullUrl = '', resource }) => fullUrl === `${backend.url}/${resource?.resourceType ?? ''}/${resource?.id ?? ''}`));
    });
  }

  for (const which of ['_include', '_revinclude:iterate']) {
    for (const { value, says } of refused) {
      it(`answers 400 to ${which}=${value}`, async () => {
        const reply = await fetch(`${backend.url}/Observation?${which}=${value}`);
        const { issue } = (await reply.json()) as { readonly issue: readonly { readonly diagnostics: string }[] };
        assert.equal(reply.status, 400);
        assert.match(issue[0]?.diagnostics ?? '', says);
      });
    }
  }

  it('includes with each page what its matches lead to, whatever the link says', async () => {
    const first = await bundle(`${backend.url}/Patient?_sort=-_id&_count=1&_include=Patient:link&_revinclude:iterate=CareTeam:patient`);
    const next = link(first, 'next');
    assert.deepEqual([placesOf(first, 'match'), placesOf(first, 'include')], ['Patient/C', 'CareTeam/ct-a CareTeam/ct-c Patient/A']);
    assert.equal(next, `${backend.url}?_getpages=${first.id}&_getpagesoffset=1&_count=1&_include=Patient%3Alink&_bundletype=searchset`, 'no `_revinclude` and no modifier, as in HAPI');
    const second = await bundle(next);
    assert.deepEqual([placesOf(second, 'match'), placesOf(second, 'include')], ['Patient/B', 'CareTeam/ct-b-inactive CareTeam/ct-b-left CareTeam/ct-b-past']);
    const third = await bundle(link(second, 'next').replace('&_include=Patient%3Alink', ''));
    assert.deepEqual([placesOf(third, 'match'), placesOf(third, 'include')], ['Patient/A', 'CareTeam/ct-a'], 'a match of another page is an include of this one, and the other way round');
  });

  it('counts matches only', async () => {
    assert.equal((await bundle(`${backend.url}/Patient?_id=A&_revinclude=Observation:patient&_count=1`)).total, 1);
    assert.deepEqual((await bundle(`${backend.url}/Patient?_revinclude=Observation:patient&_summary=count`)).entry, undefined);
  });
});
