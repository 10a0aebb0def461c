import assert from 'node:assert/strict';
import { carriedNames, confinementKey, cursorOf, identityOf, linkOf, parsePageLink, printPageLink, refusedLink, type PageLink } from '../../../src/decision/page-link.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { documentOf, grantsOf, soundCaller, type Given } from '../../support/deciding.ts';

const link: PageLink = { kind: 'search', type: 'Observation', id: undefined, who: 'w', issued: 1000, cursor: '?_getpages=1&a="b"', skip: 3, count: 20, named: ['A', 'B'], key: 'k', exact: true };

describe('page links', () => {
  const links: readonly { readonly sentence: string; readonly link: PageLink }[] = [
    { sentence: 'a search', link },
    { sentence: 'a search that names nobody', link: { ...link, named: undefined, exact: false } },
    { sentence: 'a search that names no one of ours', link: { ...link, named: [] } },
    { sentence: 'a history', link: { ...link, kind: 'history', id: 'o1' } },
    { sentence: 'an id like a literal', link: { ...link, kind: 'history', id: 'null' } },
  ];
  for (const { sentence, link: one } of links) it(`are read as they were printed: ${sentence}`, () => { assert.deepEqual(parsePageLink(printPageLink(one)), one); });

  const whole = JSON.parse(printPageLink(link)) as unknown[];
  const others = ['', '{}', '[]', 'null', '["search"]', 'x', JSON.stringify([...whole, 1]), JSON.stringify(['other', ...whole.slice(1)]), JSON.stringify(['search', 'Nothing', ...whole.slice(2)]), JSON.stringify([...whole.slice(0, 3), null, ...whole.slice(4)])];
  for (const text of others) it(`are nothing else: ${text.slice(0, 40)}`, () => { assert.equal(parsePageLink(text), undefined); });

  it('A-103 A-106 belong to one caller, for a while', () => {
    assert.equal(refusedLink(link, 'w', 2000, 1000), undefined);
    assert.equal(refusedLink(link, 'w', 2001, 1000)?.code, 'page-expired');
    assert.equal(refusedLink(link, 'w', -1, 1000)?.code, 'page-expired');
    assert.equal(refusedLink(link, 'v', 2000, 1000)?.code, 'page-foreign');
  });
});

describe('identityOf', () => {
  const base: Given = { scope: 'user/*.rs', patient: 'A' };
  const identity = (given: Given): string => identityOf(soundCaller(given));
  it('outlives a token: other scopes, roles and times are the same caller', () => {
    assert.equal(identity({ ...base, scope: 'user/Observation.rs', roles: ['y'], mfa: true, claims: { jti: 'x' } }), identity(base));
  });
  const others: readonly (readonly [string, Given])[] = [
    ['subject', { ...base, claims: { sub: 'other' } }], ['client', { ...base, claims: { client_id: 'other' } }], ['no client', { ...base, claims: { client_id: undefined } }],
    ['launch patient', { ...base, patient: 'B' }], ['no launch patient', { scope: 'user/*.rs' }], ['issuer', { ...base, issuer: { issuer: 'https://other' } }],
  ];
  for (const [what, given] of others) it(`A-103 another ${what} is another caller`, () => { assert.notEqual(identity(given), identity(base)); });
  it('A-231 no two callers run together', () => {
    assert.notEqual(identity({ claims: { sub: 'a","b', client_id: 'c' } }), identity({ claims: { sub: 'a', client_id: 'b","c' } }));
  });
});

describe('confinementKey', () => {
  const key = (given: Given, rows: readonly string[], named?: readonly string[], type: ResourceType = 'Observation'): string => confinementKey(type, grantsOf(given, rows, type, 'search', 's'), named);
  const team: Given = { scope: 'user/*.s', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };
  const same: readonly (readonly [string, string, string])[] = [
    ['the order of rows', key({ ...team, patient: 'C' }, ['* search launch', '* search careteam']), key({ ...team, patient: 'C' }, ['* search careteam', '* search launch'])],
    ['the order of scopes', key({ ...team, scope: 'user/*.s patient/*.s', patient: 'C' }, ['* search careteam']), key({ ...team, scope: 'patient/*.s user/*.s', patient: 'C' }, ['* search careteam'])],
    ['the order of granular scopes', key({ ...team, scope: 'user/Observation.s?status=final user/Observation.s?status=amended' }, ['* search careteam']), key({ ...team, scope: 'user/Observation.s?status=amended user/Observation.s?status=final' }, ['* search careteam'])],
    ['the order of a look-up', key(team, ['* search careteam']), key({ ...team, careteam: ['B', 'A'] }, ['* search careteam'])],
    ['a row twice', key(team, ['* search careteam']), key(team, ['* search careteam', '* search careteam'])],
    ['a look-up that finds more patients, beyond those that are named', key(team, ['* search careteam'], ['A']), key({ ...team, careteam: ['A', 'B', 'C'] }, ['* search careteam'], ['A'])],
    ['another row of the same reach, under `patient/`', key({ scope: 'patient/*.s', patient: 'A' }, ['* search launch']), key({ scope: 'patient/*.s', patient: 'A' }, ['* search any'])],
  ];
  for (const [what, one, other] of same) it(`does not change with ${what}`, () => { assert.equal(one, other); });
  const different: readonly (readonly [string, string, string])[] = [
    ['patients', key(team, ['* search careteam']), key({ ...team, careteam: ['A'] }, ['* search careteam'])],
    ['everyone', key(team, ['* search careteam']), key(team, ['* search any'])],
    ['a granular query', key(team, ['* search careteam']), key({ ...team, scope: 'user/Observation.s?status=final' }, ['* search careteam'])],
    ['which patients a granular query holds for', key({ ...team, fhirUser: 'Patient/B', patient: 'A', scope: 'patient/*.s user/Observation.s?status=final' }, ['* search launch', '* search self']), key({ ...team, fhirUser: 'Patient/A', patient: 'B', scope: 'patient/*.s user/Observation.s?status=final' }, ['* search launch', '* search self'])],
    ['whose own resource shows', key({ ...team, fhirUser: 'Practitioner/77' }, ['* search self'], undefined, 'Practitioner'), key({ ...team, fhirUser: 'Practitioner/78' }, ['* search self'], undefined, 'Practitioner')],
    ['whether a shared type shows', key(team, ['* search self'], undefined, 'Practitioner'), key(team, ['* search any'], undefined, 'Practitioner')],
  ];
  for (const [what, one, other] of different) it(`changes with ${what}`, () => { assert.notEqual(one, other); });

  it('names are carried while they are few', () => {
    assert.equal(carriedNames(undefined), undefined);
    assert.deepEqual(carriedNames(new Set(['B', 'A'])), ['A', 'B']);
    assert.equal(carriedNames(new Set(['1', '2', '3', '4', '5', '6', '7', '8', '9'])), undefined);
  });
});

describe('linkOf, cursorOf', () => {
  it('find the link of a relation', () => {
    const bundle = documentOf({ link: [null, { relation: 'self', url: 's' }, { relation: 'next', url: 'n' }] });
    assert.deepEqual([linkOf(bundle, 'next'), linkOf(bundle, 'previous'), linkOf(documentOf({}), 'next'), linkOf(documentOf({ link: { relation: 'next' } }), 'next')], ['n', undefined, undefined, undefined]);
  });
  const bases = ['http://hapi:8080/fhir', 'http://alias/fhir'];
  const cursors: readonly (readonly [string, string | undefined])[] = [
    ['http://hapi:8080/fhir?_getpages=1', '?_getpages=1'], ['http://hapi:8080/fhir/Observation?page=2', 'Observation?page=2'], ['http://alias/fhir/x', 'x'], ['http://hapi:8080/fhir', ''],
    ['http://hapi:8080/fhirx?_getpages=1', undefined], ['http://evil/fhir?_getpages=1', undefined], ['?_getpages=1', undefined], ['http://hapi:8080/fhir@evil/', undefined],
  ];
  for (const [url, cursor] of cursors) it(`A-107 ${url} goes on at ${cursor ?? 'nothing'}`, () => { assert.equal(cursorOf(url, bases), cursor); });
});
