import assert from 'node:assert/strict';
import { indexCandidates } from '../../../src/policy/candidate-index.ts';
import { model } from '../../../src/policy/check-model.ts';
import type { Action, PolicyObject } from '../../../src/policy/policy.ts';
import { readPolicy } from '../../../src/policy/read-policy.ts';

const groupings = `g, role:doc, doctor
g, doctor, staff
g2, Observation, clinical
g2, clinical, records
g2, CareTeam, records
g2, AuditEvent, records
g2, System, records
g2, ValueSet, records
g3, read, view
g3, view, all
g3, update, all
g3, $everything, all
`;

/** One row after twelve lines of groupings, and what it is a candidate for, or not. */
type Case = { readonly row: string; readonly asked: readonly [string, PolicyObject, Action]; readonly found: boolean; readonly why: string };

const cases: readonly Case[] = [
  { row: 'role:doc, Observation, read, any, , allow', asked: ['role:doc', 'Observation', 'read'], found: true, why: 'its cells are the question' },
  { row: 'role:doc, Observation, read, any, , allow', asked: ['role:nurse', 'Observation', 'read'], found: false, why: 'another subject asks' },
  { row: 'role:doc, Observation, read, any, , allow', asked: ['role:doc', 'Condition', 'read'], found: false, why: 'another type is asked for' },
  { row: 'role:doc, Observation, read, any, , allow', asked: ['role:doc', 'Observation', 'vread'], found: false, why: 'another action is asked for' },
  { row: 'staff, records, all, any, , allow', asked: ['role:doc', 'Observation', 'read'], found: true, why: 'roles and groups lead to it over two links each' },
  { row: 'doctor, records, all, any, , allow', asked: ['staff', 'Observation', 'read'], found: false, why: 'links are not followed backward' },
  { row: 'staff, *, *, any, , allow', asked: ['role:doc', 'Observation', 'delete'], found: true, why: '`*` covers types and interactions' },
  { row: 'staff, *, *, any, , allow', asked: ['role:doc', 'Patient', '$everything'], found: false, why: '`*` in an allow row covers no operation' },
  { row: 'staff, *, all, any, , allow', asked: ['role:doc', 'Patient', '$everything'], found: true, why: 'a group that names the operation does' },
  { row: 'staff, *, *, any, , deny', asked: ['role:doc', 'Patient', '$everything'], found: true, why: '`*` in a deny row covers operations' },
  { row: 'staff, *, *, any, , allow', asked: ['role:doc', 'AuditEvent', 'read'], found: false, why: 'an allow row\u2019s `*` never covers an operator type' },
  { row: 'staff, records, *, any, , allow', asked: ['role:doc', 'AuditEvent', 'read'], found: false, why: 'nor does its group' },
  { row: 'staff, AuditEvent, *, any, , allow', asked: ['role:doc', 'AuditEvent', 'read'], found: true, why: 'an allow row that names it does' },
  { row: 'staff, *, *, any, , deny', asked: ['role:doc', 'AuditEvent', 'read'], found: true, why: 'a deny row\u2019s `*` covers operator types' },
  { row: 'staff, records, *, any, , deny', asked: ['role:doc', 'AuditEvent', 'read'], found: true, why: 'and so does its group' },
  { row: 'staff, *, *, any, , allow', asked: ['role:doc', 'CareTeam', 'update'], found: false, why: 'an allow row\u2019s `*` writes nothing that a reach is looked up in (A-153)' },
  { row: 'staff, *, *, any, , allow', asked: ['role:doc', 'CareTeam', 'read'], found: true, why: 'but reads it' },
  { row: 'staff, records, update, any, mfa, allow', asked: ['role:doc', 'CareTeam', 'update'], found: false, why: 'its group writes no such thing either' },
  { row: 'staff, CareTeam, all, any, mfa, allow', asked: ['role:doc', 'CareTeam', 'update'], found: true, why: 'an allow row that names the type does, by a group of actions too' },
  { row: 'staff, *, *, any, , deny', asked: ['role:doc', 'CareTeam', 'update'], found: true, why: 'a deny row\u2019s `*` covers these writes' },
  { row: 'staff, records, update, any, , allow', asked: ['role:doc', 'ValueSet', 'update'], found: false, why: 'terminology is written only by name (A-082)' },
  { row: 'staff, records, read, any, , allow', asked: ['role:doc', 'ValueSet', 'read'], found: true, why: 'and read by its group' },
  { row: 'staff, *, *, any, , allow', asked: ['role:doc', 'System', 'history'], found: false, why: 'an allow row\u2019s `*` is never the whole server' },
  { row: 'staff, records, *, any, , allow', asked: ['role:doc', 'System', 'history'], found: false, why: 'nor is its group' },
  { row: 'staff, System, *, any, , allow', asked: ['role:doc', 'System', 'history'], found: true, why: 'an allow row that names the whole server is' },
  { row: 'staff, System, *, any, , allow', asked: ['role:doc', 'System', '$export'], found: false, why: 'though not for operations' },
  { row: 'staff, System, $export, any, , allow', asked: ['role:doc', 'System', '$export'], found: true, why: 'unless it names them' },
  { row: 'staff, *, *, any, , deny', asked: ['role:doc', 'System', '$export'], found: true, why: 'a deny row\u2019s `*` covers the whole server and its operations' },
  { row: 'staff, *, *, any, , allow', asked: ['', 'Observation', 'read'], found: false, why: 'nobody asks (A-229)' },
];

describe('indexCandidates', () => {
  for (const { row, asked, found, why } of cases) {
    it(`${found ? 'takes' : 'leaves out'} \`${row}\` for ${asked.join(' ')}: ${why}`, () => {
      const { policy, problems } = readPolicy([{ name: 'model.conf', text: model }, { name: 'policy.csv', text: `${groupings}p, ${row}` }], () => 'r');
      assert.ok(policy !== undefined, JSON.stringify(problems));
      assert.deepEqual(indexCandidates(policy)(...asked).map(({ line }) => line), found ? [13] : []);
    });
  }

  it('gives each row once and in the order of the file, however many ways lead to it', () => {
    const text = `${groupings}g, role:doc, staff\np, staff, *, all, any, , allow\np, role:doc, clinical, read, self, , allow\np, staff, clinical, *, any, mfa, allow\n`;
    const { policy } = readPolicy([{ name: 'model.conf', text: model }, { name: 'policy.csv', text }], () => 'r');
    assert.ok(policy !== undefined);
    assert.deepEqual(indexCandidates(policy)('role:doc', 'Observation', 'read').map(({ line }) => line), [14, 15, 16]);
  });
});
