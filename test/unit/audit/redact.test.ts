import assert from 'node:assert/strict';
import { createHmac, hash } from 'node:crypto';
import type { AuditRecord } from '../../../src/audit/record.ts';
import { clientText, plain, pseudonym, redactFhirUser, redactRecord } from '../../../src/audit/redact.ts';

const hmac = (text: string): string => createHmac('sha256', 'secret').update(text).digest('hex');
const hide = pseudonym(hmac, 1);
const hidden = (identifier: string): string => `hmac:1:${hmac(identifier)}`;

describe('pseudonym', () => {
  const cases = [
    { sentence: 'hashes a patient by type and id', given: 'Patient/x', becomes: hidden('Patient/x') },
    { sentence: 'takes a bare id for a patient', given: 'x', becomes: hidden('Patient/x') },
    { sentence: 'tells a related person from a patient of the same id', given: 'RelatedPerson/x', becomes: hidden('RelatedPerson/x') },
    { sentence: 'leaves a pseudonym as it is', given: hidden('Patient/x'), becomes: hidden('Patient/x') },
    { sentence: 'hashes what only begins like a pseudonym', given: 'hmac:1:x', becomes: hidden('Patient/hmac:1:x') },
  ];
  for (const { sentence, given, becomes } of cases) it(sentence, () => { assert.equal(hide(given), becomes); });

  it('names the version of the key', () => {
    assert.equal(pseudonym(hmac, 2)('x'), `hmac:2:${hmac('Patient/x')}`);
  });

  it('hashes a patient once for as long as it is remembered', () => {
    let hashed = 0;
    const counting = pseudonym((text) => { hashed += 1; return hmac(text); }, 1);
    for (let round = 0; round < 3; round += 1) counting('Patient/x');
    assert.equal(hashed, 1);
    for (let other = 0; other < 10_000; other += 1) counting(`p${other}`);
    assert.equal(counting('Patient/x'), hidden('Patient/x'));
    assert.equal(hashed, 10_002);
  });
});

describe('plain', () => {
  it('leaves a patient as it is', () => { assert.equal(plain('x'), 'x'); });
});

describe('redactFhirUser', () => {
  const cases = [
    { sentence: 'hides a patient', fhirUser: 'Patient/x', becomes: hidden('Patient/x') },
    { sentence: 'hides a related person', fhirUser: 'RelatedPerson/x', becomes: hidden('RelatedPerson/x') },
    { sentence: 'hides a person', fhirUser: 'Person/x', becomes: hidden('Person/x') },
    { sentence: 'hides a patient of another server', fhirUser: 'https://else.example/fhir/Patient/x', becomes: hidden('https://else.example/fhir/Patient/x') },
    { sentence: 'shows a practitioner', fhirUser: 'Practitioner/77', becomes: 'Practitioner/77' },
    { sentence: 'shows a practitioner of another server', fhirUser: 'https://else.example/fhir/Practitioner/77', becomes: 'https://else.example/fhir/Practitioner/77' },
  ];
  for (const { sentence, fhirUser, becomes } of cases) it(sentence, () => { assert.equal(redactFhirUser(hide, fhirUser), becomes); });
});

describe('redactRecord', () => {
  const asked = { kind: 'decision', decision: 'permit', requestId: 'r1', peer: '192.0.2.1', method: 'GET' } as const;
  const cases: readonly { readonly sentence: string; readonly record: AuditRecord }[] = [
    { sentence: 'the id of a patient that is read', record: { ...asked, type: 'Patient', id: 'secret-1' } },
    { sentence: 'the fhirUser who is a patient', record: { ...asked, fhirUser: 'Patient/secret-1' } },
    { sentence: 'the launch patient', record: { ...asked, launch: { patient: 'secret-1', encounter: 'e1' } } },
    { sentence: 'the patients that the request names', record: { ...asked, ask: [{ type: 'Observation', action: 'search', letter: 's', patients: ['secret-1'] }, { type: 'Location', action: 'search' }] } },
    { sentence: 'the patients that the caller is confined to', record: { ...asked, confinement: ['secret-1'] } },
    { sentence: 'the patients whose data was given out', record: { kind: 'outcome', requestId: 'r1', status: 200, patients: ['secret-1'], ms: { total: 1 } } },
    { sentence: 'the patients of a reach', record: { kind: 'reach', sha256: 'ab', patients: ['Patient/secret-1'] } },
  ];
  for (const { sentence, record } of cases) {
    it(`A-238 hides ${sentence}, and shows it where identifiers are plain`, () => {
      const text = JSON.stringify(redactRecord(hide, record));
      assert.ok(!text.includes('secret-1'));
      assert.ok(text.includes(hidden('Patient/secret-1')));
      assert.deepEqual(redactRecord(plain, record).kind, record.kind);
      assert.ok(JSON.stringify(redactRecord(plain, record)).includes('secret-1'));
    });
  }

  const kept: readonly { readonly sentence: string; readonly record: AuditRecord }[] = [
    { sentence: 'the id of anything else', record: { ...asked, type: 'Observation', id: 'o1' } },
    { sentence: 'the digest of a large confinement', record: { ...asked, confinement: { count: 9, sha256: 'ab' } } },
    { sentence: 'an outcome without patients', record: { kind: 'outcome', requestId: 'r1', status: 404, ms: { total: 1 } } },
    { sentence: 'records that name no patient', record: { kind: 'start', unfinished: ['r1'] } },
  ];
  for (const { sentence, record } of kept) it(`leaves ${sentence}`, () => { assert.deepEqual(redactRecord(hide, record), record); });
});

describe('clientText', () => {
  const sha256 = (text: string): string => hash('sha256', text, 'hex');

  it('marks what the client sent', () => {
    assert.deepEqual(clientText(sha256, 'x'.repeat(128)), { untrusted: 'x'.repeat(128) });
  });

  it('A-237 cuts it after 128 characters and keeps its length and hash', () => {
    const long = 'x'.repeat(1_000_000);
    assert.deepEqual(clientText(sha256, long), { untrusted: 'x'.repeat(128), length: 1_000_000, sha256: sha256(long) });
  });
});
