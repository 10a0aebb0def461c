import assert from 'node:assert/strict';
import type { Permit } from '../../../src/decision/decide.ts';
import { carriedAsk, confinementKey, cursorOf, identityOf, linkOf, parsePageLink, printPageLink, refusedLink, type PageLink } from '../../../src/decision/page-link.ts';
import { makeSealer } from '../../../src/shell/seal.ts';
import { decideCase } from '../../support/decide-case.ts';
import { documentOf, parsed, soundCaller, type Given } from '../../support/deciding.ts';

const link: PageLink = { who: 'w', issued: 1000, ask: 'Observation?code=x', whole: true, part: 0, cursor: '?_getpages=1&a="b"', skip: 3, count: 20, key: 'k', emergency: undefined };

describe('page links', () => {
  const links: readonly { readonly sentence: string; readonly link: PageLink }[] = [
    { sentence: 'a search', link },
    { sentence: 'a long one, in a part that is to be begun', link: { ...link, whole: false, part: 2, cursor: '' } },
    { sentence: 'a declared emergency', link: { ...link, emergency: 'request-1' } },
    { sentence: 'a request id like a literal', link: { ...link, emergency: 'null', cursor: 'null', ask: 'true' } },
  ];
  for (const { sentence, link: one } of links) it(`are read as they were printed: ${sentence}`, () => { assert.deepEqual(parsePageLink(printPageLink(one)), one); });

  const whole = JSON.parse(printPageLink(link)) as unknown[];
  const others = ['', '{}', '[]', 'null', '["search"]', 'x', JSON.stringify([...whole, 1]), JSON.stringify(whole.slice(1)), JSON.stringify([null, ...whole.slice(1)]), JSON.stringify([...whole.slice(0, 2), null, ...whole.slice(3)])];
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
  const key = (given: Given, rows: readonly string[], request = 'Observation', whole = true): string => {
    const decision = decideCase({ given, rows, request: `GET ${request}` });
    if (decision.effect === 'deny') throw new Error(decision.refusal.code);
    return confinementKey(decision, whole);
  };
  const team: Given = { scope: 'user/*.s', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };
  const wider: Given = { ...team, careteam: ['A', 'B', 'C'] };
  const ours = ['* search careteam'];
  const twice = 'patient/*.s user/Observation.s?status=final';
  const same: readonly (readonly [string, string, string])[] = [
    ['the order of rows', key({ ...team, patient: 'C' }, ['* search launch', '* search careteam']), key({ ...team, patient: 'C' }, ['* search careteam', '* search launch'])],
    ['the order of scopes', key({ ...team, scope: 'user/*.s patient/*.s', patient: 'C' }, ours), key({ ...team, scope: 'patient/*.s user/*.s', patient: 'C' }, ours)],
    ['the order of granular scopes', key({ ...team, scope: 'user/Observation.s?status=final user/Observation.s?status=amended' }, ours), key({ ...team, scope: 'user/Observation.s?status=amended user/Observation.s?status=final' }, ours)],
    ['the order of a look-up', key(team, ours), key({ ...team, careteam: ['B', 'A'] }, ours)],
    ['a row twice', key(team, ours), key(team, ['* search careteam', '* search careteam'])],
    ['a look-up that finds more patients, beyond those that are named', key(team, ours, 'Observation?patient=A'), key(wider, ours, 'Observation?patient=A')],
    ['... in a compartment', key(team, ours, 'Patient/A/Observation'), key(wider, ours, 'Patient/A/Observation')],
    ['another row of the same reach, under `patient/`', key({ scope: 'patient/*.s', patient: 'A' }, ['* search launch']), key({ scope: 'patient/*.s', patient: 'A' }, ['* search any'])],
    ['the page size', key(team, ours), key(team, ['* search careteam max:5'])],
    ['types that are not searched', key(team, ['* search careteam']), key(team, ['* search careteam', 'Patient search any'])],
  ];
  for (const [what, one, other] of same) it(`does not change with ${what}`, () => { assert.equal(one, other); });
  const different: readonly (readonly [string, string, string])[] = [
    ['patients', key(team, ours), key({ ...team, careteam: ['A'] }, ours)],
    ['patients that may have been named, where the link does not carry them all', key(team, ours, 'Observation?patient=A', false), key(wider, ours, 'Observation?patient=A', false)],
    ['everyone', key(team, ours), key(team, ['* search any'])],
    ['a granular query', key(team, ours), key({ ...team, scope: 'user/Observation.s?status=final' }, ours)],
    ['which patients a granular query holds for', key({ ...team, fhirUser: 'Patient/B', patient: 'A', scope: twice }, ['* search launch', '* search self']), key({ ...team, fhirUser: 'Patient/A', patient: 'B', scope: twice }, ['* search launch', '* search self'])],
    ['whose own resource shows', key({ ...team, fhirUser: 'Practitioner/77' }, ['* search self'], 'Practitioner'), key({ ...team, fhirUser: 'Practitioner/78' }, ['* search self'], 'Practitioner')],
    ['whether a shared type shows', key(team, ['* search self'], 'Practitioner'), key(team, ['* search any'], 'Practitioner')],
    ['a window', key(team, ours), key(team, ['* search careteam window:P1Y'])],
    ['a mask', key(team, ours), key(team, ['* search careteam mask:m'])],
    ['whom a chain reaches into', key({ ...team, patient: 'A' }, ['Observation search careteam', 'Encounter search careteam'], 'Observation?encounter.class=x'), key({ ...team, patient: 'A' }, ['Observation search careteam', 'Encounter search launch'], 'Observation?encounter.class=x')],
    ['what an include may bring in', key(team, ['Observation search careteam', 'Encounter search careteam'], 'Observation?_include=Observation:encounter:Encounter'), key(team, ['Observation search careteam', 'Encounter search any'], 'Observation?_include=Observation:encounter:Encounter')],
    ['one of several types', key(team, ours, '?_type=Patient,Observation'), key(team, [...ours, 'Observation search any'], '?_type=Patient,Observation')],
  ];
  for (const [what, one, other] of different) it(`changes with ${what}`, () => { assert.notEqual(one, other); });

  it('is of an instance what its grants reach', () => {
    const of = (given: Given): string => confinementKey(decideCase({ given, rows: ['* history careteam'], request: 'GET Observation/o/_history' }) as Permit, true);
    assert.equal(of({ ...team, scope: 'user/*.r' }), of({ ...team, scope: 'user/*.r', careteam: ['B', 'A'] }));
    assert.notEqual(of({ ...team, scope: 'user/*.r' }), of({ ...wider, scope: 'user/*.r' }));
  });
});

describe('carriedAsk', () => {
  const carried = (request: string, confined: readonly string[] = []) => carriedAsk(parsed(`GET ${request}`).interaction, new Set(confined));
  const list = (count: number, name = 'x'): string => Array.from({ length: count }, (_, index) => `${name}${index}`).join(',');

  it('is what was asked, where that is short', () => {
    assert.deepEqual(carried('Observation?patient=A,B&code=x&_include=Observation:subject'), { ask: 'Observation?patient=A%2CB&code=x&_include=Observation%3Asubject', whole: true });
    assert.deepEqual(carried('Patient/A/_history?_count=2'), { ask: 'Patient/A/_history?_count=2', whole: true });
    assert.deepEqual(carried('?_type=Patient,Observation'), { ask: '_search?_type=Patient%2CObservation', whole: true });
  });
  it('is of a long list of values two', () => {
    assert.deepEqual(carried(`Observation?status=final&code=${list(300)}`), { ask: 'Observation?status=final&code=x0%2Cx1', whole: false });
    assert.deepEqual(carried(`Patient/A/Observation?code=${list(300)}`), { ask: 'Patient/A/Observation?code=x0%2Cx1', whole: false });
  });
  it('... of patients two of whom the search was confined to, in whichever parameter they stand', () => {
    assert.deepEqual(carried(`Observation?patient=${list(300, 'p')}&subject=Patient/p9,Patient/p7,Patient/p8`, ['p8', 'p7', 'p9', 'q']), { ask: 'Observation?patient=p7%2Cp8&subject=Patient%2Fp7%2CPatient%2Fp8', whole: false });
  });
  it('... and as few as were asked for', () => {
    assert.deepEqual(carried(`Observation?patient=B,A&code=${list(300)}`, ['A']), { ask: 'Observation?patient=B%2CA&code=x0%2Cx1', whole: false });
  });
  it('is nothing where it is too long even so, or where nothing goes on', () => {
    for (const request of [`Observation?code=${'x'.repeat(1000)}`, `Observation?encounter.class=${list(300)}`, `?_type=Patient,Observation&_tag=${list(300)}`, 'Patient/A', 'metadata']) assert.equal(carried(request), undefined, request.slice(0, 60));
  });
  it('decision 9: a link over the longest ask is at most 2 kB', () => {
    const { ask } = carried(`Observation?code=${'x'.repeat(883)}`) ?? { ask: '' };
    assert.equal(ask.length, 900);
    const cursor = `?_getpages=${'0'.repeat(36)}&_getpagesoffset=999999&_count=1000&_format=json&_pretty=true&_include=Observation%3Asubject&_bundletype=searchset`;
    const { seal } = makeSealer([Buffer.alloc(32)]);
    const sha256 = 'f'.repeat(64);
    const text = printPageLink({ who: sha256, issued: Date.now(), ask, whole: true, part: 144, cursor, skip: 1000, count: 1000, key: sha256, emergency: '0'.repeat(36) });
    assert.ok(`https://gateway.hospital.example/fhir?_page=${seal(text)}`.length <= 2048);
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
