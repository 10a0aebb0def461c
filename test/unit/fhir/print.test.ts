import assert from 'node:assert/strict';
import { printAsk } from '../../../src/fhir/print-ask.ts';
import { printCreate, printHistory, printParam, printQuery, printRead, printSearch, printVread, type UpstreamRequest } from '../../../src/fhir/print.ts';
import { parsed } from '../../support/deciding.ts';

describe('what goes upstream', () => {
  const cases: readonly { readonly name: string; readonly request: UpstreamRequest; readonly printed: UpstreamRequest }[] = [
    { name: 'a read', request: printRead('Patient', 'A'), printed: { method: 'GET', path: 'Patient/A' } },
    { name: 'a vread', request: printVread('Patient', 'A', '2'), printed: { method: 'GET', path: 'Patient/A/_history/2' } },
    { name: 'a history', request: printHistory({ type: 'Patient', id: 'A' }, {}), printed: { method: 'GET', path: 'Patient/A/_history' } },
    {
      name: 'a history with all its parameters',
      request: printHistory({ type: 'Patient', id: 'A' }, { count: 2, since: '2024-01-01T00:00:00+02:00', at: 'ge2024' }),
      printed: { method: 'GET', path: 'Patient/A/_history?_count=2&_since=2024-01-01T00%3A00%3A00%2B02%3A00&_at=ge2024' },
    },
    { name: 'a search of everything', request: printSearch('Patient', [], [], {}), printed: { method: 'GET', path: 'Patient' } },
    {
      name: 'a search, its parameters in the order given and what shapes it behind them (A-073)',
      request: printSearch('Observation', [{ name: 'patient', values: ['Patient/A', 'Patient/B'] }, { name: 'code', modifier: 'text', values: ['a&b'] }], [], { count: 5, total: 'none', sort: ['-date', 'status'] }),
      printed: { method: 'GET', path: 'Observation?patient=Patient%2FA%2CPatient%2FB&code:text=a%26b&_sort=-date%2Cstatus&_total=none&_count=5' },
    },
    { name: 'the history of a type', request: printHistory({ type: 'Patient' }, { count: 5 }), printed: { method: 'GET', path: 'Patient/_history?_count=5' } },
    { name: 'the history of the server', request: printHistory(undefined, { since: '2024-01-01T00:00:00Z' }), printed: { method: 'GET', path: '_history?_since=2024-01-01T00%3A00%3A00Z' } },
    {
      name: 'joins and includes (A-086, A-087, A-099)',
      request: printSearch('Observation', [
        { name: 'status', values: ['final'] },
        { join: 'chain', name: 'subject', typed: true, targets: [{ type: 'Patient', of: { join: 'chain', name: 'organization', typed: false, targets: [{ type: 'Organization', of: { name: 'name', modifier: 'exact', values: ['x', 'y'] } }] } }] },
        { join: 'reverse', type: 'Provenance', by: 'target', of: { name: '_id', values: ['p'] } },
      ], [{ reverse: false, iterate: true, source: 'Observation', name: 'subject', target: 'Patient' }, { reverse: true, iterate: false, source: 'Provenance', name: 'target' }, { reverse: false, iterate: false, source: '*', name: '*' }, { reverse: true, iterate: false, source: 'Observation', name: '*' }], {}),
      printed: {
        method: 'GET',
        path: 'Observation?status=final&subject:Patient.organization.name:exact=x%2Cy&_has:Provenance:target:_id=p&_include:iterate=Observation%3Asubject%3APatient&_revinclude=Provenance%3Atarget&_include=%2A&_revinclude=Observation%3A%2A',
      },
    },
    {
      name: 'a create, its body as it came',
      request: printCreate('Observation', '{"a":1.00}', 'minimal'),
      printed: { method: 'POST', path: 'Observation', body: '{"a":1.00}', contentType: 'application/fhir+json', prefer: 'minimal' },
    },
  ];
  for (const { name, request, printed } of cases) {
    it(`prints ${name}`, () => {
      assert.deepEqual(request, printed);
    });
  }

  it('is a form where the query is longer than 2048 characters, and not before', () => {
    const long = (length: number) => printSearch('Patient', [{ name: 'family', values: ['x'.repeat(length - 'family='.length)] }], [], {});
    assert.equal(long(2048).method, 'GET');
    assert.deepEqual(long(2049), { method: 'POST', path: 'Patient/_search', body: `family=${'x'.repeat(2042)}`, contentType: 'application/x-www-form-urlencoded' });
  });

  it('keeps the escapes of values', () => {
    assert.equal(printParam({ name: 'code', values: ['a\\,b', 'c\\|d'] }), 'code=a%5C%2Cb%2Cc%5C%7Cd');
    assert.equal(printQuery([], [], {}), '');
  });
});

describe('what was asked, printed for a link', () => {
  const asks: readonly { readonly request: string; readonly printed: string | undefined }[] = [
    { request: 'GET Observation?code=x&_count=5', printed: 'Observation?code=x&_count=5' },
    { request: 'GET Observation', printed: 'Observation' },
    { request: 'GET Observation?_elements=code&_include=Observation:subject&subject:Patient.name=x&status=final', printed: 'Observation?status=final&subject:Patient.name=x&_include=Observation%3Asubject&_elements=code' },
    { request: 'GET Observation?_summary=count', printed: 'Observation?_count=0' },
    { request: 'GET Patient/A/Observation?code=x', printed: 'Patient/A/Observation?code=x' },
    { request: 'GET Patient/A/*', printed: 'Patient/A/*' },
    { request: 'GET Patient/A/*?_type=Condition,Observation&_tag=x', printed: 'Patient/A/*?_type=Condition%2CObservation&_tag=x' },
    { request: 'GET _search?_tag=x', printed: '_search?_tag=x' },
    { request: 'GET ?_type=Patient,Observation', printed: '_search?_type=Patient%2CObservation' },
    { request: 'GET Patient/A/_history?_count=2&_summary=text', printed: 'Patient/A/_history?_count=2&_summary=text' },
    { request: 'GET Patient/_history', printed: 'Patient/_history' },
    { request: 'GET _history?_at=2024', printed: '_history?_at=2024' },
    { request: 'GET Patient/A', printed: undefined },
    { request: 'GET metadata', printed: undefined },
  ];
  for (const { request, printed } of asks) it(`${request} is ${printed ?? 'nothing to go on with'}`, () => { assert.equal(printAsk(parsed(request).interaction), printed); });
});
