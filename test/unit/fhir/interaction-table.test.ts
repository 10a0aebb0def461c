import assert from 'node:assert/strict';
import { interactionTable } from '../../../src/fhir/interaction-table.ts';
import type { InteractionKind } from '../../../src/fhir/interaction.ts';
import { rowOf } from '../../../src/refusal.ts';

const kinds = Object.keys(interactionTable) as InteractionKind[];

describe('interactionTable', () => {
  // SMART 2.2, "Scopes for requesting FHIR resources": what each letter is for.
  const asked: Readonly<Record<InteractionKind, string>> = {
    capabilities: '', read: 'read r', vread: 'vread r', 'history-instance': 'history r', 'history-type': 'history s', 'history-system': 'System history s',
    'search-type': 'search s', 'search-compartment': 'search s', 'search-system': 'search s', page: 'search s',
    create: 'create c', update: 'update u', patch: 'patch u', delete: 'delete d',
    'conditional-create': 'search s, create c', 'conditional-update': 'search s, create c, update u', 'conditional-patch': 'search s, patch u', 'conditional-delete': 'search s, delete d',
    batch: '', transaction: '', operation: '',
  };
  for (const kind of kinds) {
    it(`asks ${asked[kind] === '' ? 'nothing' : `for ${asked[kind]}`} of ${kind} (R-100, R-101, R-152)`, () => {
      assert.equal(interactionTable[kind].asks.map(({ action, letter, system }) => `${system === true ? 'System ' : ''}${action} ${letter}`).join(', '), asked[kind]);
    });
  }

  it('offers exactly what the gateway serves, and refuses each other kind in its own words', () => {
    const offered = kinds.filter((kind) => interactionTable[kind].refusal === undefined);
    assert.deepEqual(offered, ['capabilities', 'read', 'vread', 'history-instance', 'history-type', 'history-system', 'search-type', 'search-compartment', 'search-system', 'create', 'page']);
    for (const kind of kinds) {
      const { refusal } = interactionTable[kind];
      if (refusal !== undefined) assert.match(rowOf(refusal).text, /is not offered$/, kind);
    }
  });

  it('names each kind by a code of FHIR\'s restful-interaction', () => {
    const codes = ['read', 'vread', 'update', 'patch', 'delete', 'history-instance', 'history-type', 'history-system', 'create', 'search-type', 'search-system', 'capabilities', 'transaction', 'batch', 'operation'];
    assert.deepEqual(kinds.filter((kind) => !codes.includes(interactionTable[kind].code)), []);
  });
});
