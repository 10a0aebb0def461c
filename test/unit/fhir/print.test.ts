import assert from 'node:assert/strict';
import { printCreate, printHistory, printParam, printQuery, printRead, printSearch, printVread, type UpstreamRequest } from '../../../src/fhir/print.ts';

describe('what goes upstream', () => {
  const cases: readonly { readonly name: string; readonly request: UpstreamRequest; readonly printed: UpstreamRequest }[] = [
    { name: 'a read', request: printRead('Patient', 'A'), printed: { method: 'GET', path: 'Patient/A' } },
    { name: 'a vread', request: printVread('Patient', 'A', '2'), printed: { method: 'GET', path: 'Patient/A/_history/2' } },
    { name: 'a history', request: printHistory('Patient', 'A', {}), printed: { method: 'GET', path: 'Patient/A/_history' } },
    {
      name: 'a history with all its parameters',
      request: printHistory('Patient', 'A', { count: 2, since: '2024-01-01T00:00:00+02:00', at: 'ge2024' }),
      printed: { method: 'GET', path: 'Patient/A/_history?_since=2024-01-01T00%3A00%3A00%2B02%3A00&_at=ge2024&_count=2' },
    },
    { name: 'a search of everything', request: printSearch('Patient', [], {}), printed: { method: 'GET', path: 'Patient' } },
    {
      name: 'a search, its parameters in the order given and what shapes it behind them (A-073)',
      request: printSearch('Observation', [{ name: 'patient', values: ['Patient/A', 'Patient/B'] }, { name: 'code', modifier: 'text', values: ['a&b'] }], { count: 5, total: 'none', sort: ['-date', 'status'] }),
      printed: { method: 'GET', path: 'Observation?patient=Patient%2FA%2CPatient%2FB&code:text=a%26b&_sort=-date%2Cstatus&_total=none&_count=5' },
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
    const long = (length: number) => printSearch('Patient', [{ name: 'family', values: ['x'.repeat(length - 'family='.length)] }], {});
    assert.equal(long(2048).method, 'GET');
    assert.deepEqual(long(2049), { method: 'POST', path: 'Patient/_search', body: `family=${'x'.repeat(2042)}`, contentType: 'application/x-www-form-urlencoded' });
  });

  it('keeps the escapes of values', () => {
    assert.equal(printParam({ name: 'code', values: ['a\\,b', 'c\\|d'] }), 'code=a%5C%2Cb%2Cc%5C%7Cd');
    assert.equal(printQuery([], {}), '');
  });
});
