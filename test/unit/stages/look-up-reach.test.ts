import assert from 'node:assert/strict';
import type { ReachLookUp } from '../../../src/decision/reaches.ts';
import type { UpstreamRequest } from '../../../src/fhir/print.ts';
import type { UpstreamReply } from '../../../src/ports.ts';
import { no, ok, type Result } from '../../../src/refusal.ts';
import { lookUpReach, type ReachSettings } from '../../../src/stages/look-up-reach.ts';
import { bases, now } from '../../support/deciding.ts';

/** What the fake FHIR server answers to a path; 404 to any other. */
type World = Readonly<Record<string, unknown>>;

const replyWith = (body: unknown, status = 200): Result<UpstreamReply> => ok({ status, text: typeof body === 'string' ? body : JSON.stringify(body) });
const status = (code: number): Result<UpstreamReply> => replyWith({ resourceType: 'OperationOutcome' }, code);
const isReply = (value: unknown): value is Result<UpstreamReply> => typeof value === 'object' && value !== null && 'ok' in value;

type Found = { readonly result: readonly string[] | string; readonly asked: readonly string[] };

const ask = async (lookUp: ReachLookUp, answer: (path: string) => unknown, settings: Partial<ReachSettings> = {}): Promise<Found> => {
  const asked: string[] = [];
  const exchange = ({ method, path, body }: UpstreamRequest): Promise<Result<UpstreamReply>> => {
    asked.push(body === undefined ? `${method} ${path}` : `${method} ${path} ${body}`);
    const found = answer(path);
    if (found === undefined) return Promise.resolve(status(404));
    return Promise.resolve(isReply(found) ? found : replyWith(found));
  };
  const found = await lookUpReach({ exchange, now: () => now, bases, most: 3, ...settings })(lookUp);
  return { result: found.ok ? [...found.value] : `${found.refusal.code}: ${found.refusal.detail ?? ''}`, asked };
};

type Case = { readonly sentence: string; readonly lookUp: ReachLookUp; readonly world: World; readonly result: readonly string[] | string; readonly asked?: readonly string[] };

const run = (cases: readonly Case[]): void => {
  for (const { sentence, lookUp, world, result, asked } of cases) {
    it(sentence, async () => {
      const found = await ask(lookUp, (path) => world[path]);
      assert.deepEqual(found.result, result);
      if (asked !== undefined) assert.deepEqual(found.asked, asked);
    });
  }
};

const to = (reference: string) => ({ reference });
const members = (ids: readonly string[]) => ids.map((id) => ({ entity: to(`Patient/${id}`) }));
const group = (ids: readonly string[], more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Group', id: 'g', type: 'person', actual: true, member: members(ids), ...more });
const ofGroup = { kind: 'group', id: 'g' } as const;
const thousands = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `p${index}`);

const unreadable: Readonly<Record<string, unknown>> = {
  'a failing backend': status(500),
  'a busy one': status(503),
  'one that refuses': status(403),
  'one that does not answer': no('backend-timeout'),
  'another type': { resourceType: 'OperationOutcome' },
  'half an answer': replyWith('{"resourceType":"Group"'),
  'nothing': replyWith(''),
  'no FHIR JSON': ok({ status: 200, text: undefined }),
};

describe('lookUpReach of a group', () => {
  run([
    { sentence: 'reads the Group, and nothing else', lookUp: ofGroup, world: { 'Group/g': group(['A', 'B']) }, result: ['A', 'B'], asked: ['GET Group/g'] },
    { sentence: 'one that is not in force has nobody', lookUp: ofGroup, world: { 'Group/g': group(['A'], { active: false }) }, result: [] },
    { sentence: 'one that is absent has nobody', lookUp: ofGroup, world: {}, result: [], asked: ['GET Group/g'] },
    { sentence: 'one that is deleted has nobody', lookUp: ofGroup, world: { 'Group/g': status(410) }, result: [] },
    { sentence: 'as many as `limits.reach`', lookUp: ofGroup, world: { 'Group/g': group(['A', 'B', 'C']) }, result: ['A', 'B', 'C'] },
    { sentence: 'one more is an error, never a part', lookUp: ofGroup, world: { 'Group/g': group(['A', 'B', 'C', 'D']) }, result: 'reach-unavailable: the caller has more patients than `limits.reach`' },
    { sentence: 'the same one several times is one', lookUp: ofGroup, world: { 'Group/g': group(['A', 'A', 'A', 'A', 'B']) }, result: ['A', 'B'] },
    { sentence: 'under `patient/` the launch patient, who is a member', lookUp: { ...ofGroup, patient: 'B' }, world: { 'Group/g': group(['A', 'B']) }, result: ['B'], asked: ['GET Group/g'] },
    { sentence: '... or is none', lookUp: { ...ofGroup, patient: 'C' }, world: { 'Group/g': group(['A', 'B']) }, result: [] },
    { sentence: '... of however large a group', lookUp: { ...ofGroup, patient: 'p49999' }, world: { 'Group/g': group(thousands(50_000)) }, result: ['p49999'] },
    { sentence: 'the id of another Group', lookUp: ofGroup, world: { 'Group/g': group(['A'], { id: 'h' }) }, result: 'reach-unavailable: the Group could not be read' },
    ...Object.entries(unreadable).map(([sentence, reply]): Case => ({ sentence, lookUp: ofGroup, world: { 'Group/g': reply }, result: 'reach-unavailable: the Group could not be read' })),
  ]);
});

const person = (targets: readonly string[], more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Person', id: 'p', link: targets.map((target) => ({ target: to(target) })), ...more });
const related = (id: string, patient: string, more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'RelatedPerson', id, active: true, patient: to(`Patient/${patient}`), ...more });
const ofPerson = { kind: 'person', id: 'p' } as const;
const both = person(['Patient/A', 'RelatedPerson/r', 'RelatedPerson/s']);

describe('lookUpReach of a Person', () => {
  run([
    { sentence: 'the patients that it is linked to', lookUp: ofPerson, world: { 'Person/p': person(['Patient/A', 'Patient/B']) }, result: ['A', 'B'], asked: ['GET Person/p'] },
    { sentence: 'and those of its related persons', lookUp: ofPerson, world: { 'Person/p': both, 'RelatedPerson/r': related('r', 'B'), 'RelatedPerson/s': related('s', 'C') }, result: ['A', 'B', 'C'], asked: ['GET Person/p', 'GET RelatedPerson/r', 'GET RelatedPerson/s'] },
    { sentence: '... if these are in force, and there', lookUp: ofPerson, world: { 'Person/p': both, 'RelatedPerson/r': related('r', 'B', { active: false }) }, result: ['A'] },
    { sentence: '... not where one cannot be read', lookUp: ofPerson, world: { 'Person/p': both, 'RelatedPerson/r': related('r', 'B'), 'RelatedPerson/s': status(500) }, result: 'reach-unavailable: the RelatedPerson could not be read' },
    { sentence: 'an inactive Person has nobody, and nobody else is asked for', lookUp: ofPerson, world: { 'Person/p': { ...both, active: false } }, result: [], asked: ['GET Person/p'] },
    { sentence: 'an absent one has nobody', lookUp: ofPerson, world: {}, result: [] },
    { sentence: 'a deleted one has nobody', lookUp: ofPerson, world: { 'Person/p': status(410) }, result: [] },
    { sentence: 'more than `limits.reach` is an error', lookUp: ofPerson, world: { 'Person/p': person(['A', 'B', 'C', 'D'].map((id) => `Patient/${id}`)) }, result: 'reach-unavailable: the caller has more patients than `limits.reach`' },
    { sentence: '... also with those of related persons', lookUp: ofPerson, world: { 'Person/p': person(['Patient/A', 'Patient/B', 'Patient/C', 'RelatedPerson/r']), 'RelatedPerson/r': related('r', 'D') }, result: 'reach-unavailable: the caller has more patients than `limits.reach`' },
    { sentence: 'a hundred related persons are asked for', lookUp: ofPerson, world: { 'Person/p': person(thousands(100).map((id) => `RelatedPerson/${id}`)) }, result: [] },
    { sentence: '... and none of more', lookUp: ofPerson, world: { 'Person/p': person(thousands(101).map((id) => `RelatedPerson/${id}`)) }, result: 'reach-unavailable: the Person is linked to too many related persons', asked: ['GET Person/p'] },
    ...Object.entries(unreadable).map(([sentence, reply]): Case => ({ sentence, lookUp: ofPerson, world: { 'Person/p': reply }, result: 'reach-unavailable: the Person could not be read' })),
  ]);

  it('related persons who take too long', async () => {
    let time = now;
    const { result, asked } = await ask(ofPerson, (path) => (path === 'Person/p' ? both : related(path.slice(-1), 'B')), { now: () => (time += 40_000) });
    assert.equal(result, 'reach-unavailable: the related persons of the Person take too long');
    assert.ok(asked.length < 3);
  });
});

describe('lookUpReach of a related person', () => {
  const lookUp = { kind: 'related', id: 'r' } as const;
  run([
    { sentence: 'the patient', lookUp, world: { 'RelatedPerson/r': related('r', 'A') }, result: ['A'], asked: ['GET RelatedPerson/r'] },
    { sentence: 'nobody where it is not in force', lookUp, world: { 'RelatedPerson/r': related('r', 'A', { active: false }) }, result: [] },
    { sentence: 'nobody where it is absent', lookUp, world: {}, result: [] },
    { sentence: 'nobody where it is deleted', lookUp, world: { 'RelatedPerson/r': status(410) }, result: [] },
    ...Object.entries(unreadable).map(([sentence, reply]): Case => ({ sentence, lookUp, world: { 'RelatedPerson/r': reply }, result: 'reach-unavailable: the RelatedPerson could not be read' })),
  ]);
});

const member = { type: 'Practitioner', id: '77' } as const;
const careTeam = { kind: 'careteam', member } as const;
const search = 'CareTeam?participant=Practitioner%2F77&status=active&_count=200';
const team = (patient: string, more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'CareTeam', id: `t-${patient}`, status: 'active', subject: to(`Patient/${patient}`), participant: [{ member: to('Practitioner/77') }], ...more });
const page = (teams: readonly unknown[], next?: string) => ({
  resourceType: 'Bundle', type: 'searchset', entry: teams.map((resource) => ({ resource })),
  ...(next === undefined ? {} : { link: [{ relation: 'next', url: next.includes(':') ? next : `http://hapi:8080/fhir/${next}` }] }),
});

describe('lookUpReach of the care teams', () => {
  run([
    { sentence: 'all pages', lookUp: careTeam, world: { [search]: page([team('A'), team('B', { status: 'inactive' })], '?page=2'), '?page=2': page([team('C')]) }, result: ['A', 'C'], asked: [`GET ${search}`, 'GET ?page=2'] },
    { sentence: 'none', lookUp: careTeam, world: { [search]: { resourceType: 'Bundle', type: 'searchset' } }, result: [] },
    { sentence: 'under `patient/` the launch patient\'s alone', lookUp: { ...careTeam, patient: 'A' }, world: { [`CareTeam?patient=Patient%2FA&${search.slice(9)}`]: page([team('A'), team('B')]) }, result: ['A'] },
    { sentence: 'a page that cannot be read', lookUp: careTeam, world: { [search]: page([team('A')], '?page=2'), '?page=2': status(500) }, result: 'reach-unavailable: the care teams could not be read' },
    { sentence: 'a page that is not there', lookUp: careTeam, world: { [search]: page([team('A')], '?page=2') }, result: 'reach-unavailable: the care teams could not be read' },
    { sentence: 'A-107 a page of another server', lookUp: careTeam, world: { [search]: page([team('A')], 'http://other/fhir?page=2') }, result: 'reach-unavailable: the care teams go on at a foreign address' },
    { sentence: 'more than `limits.reach` is an error', lookUp: careTeam, world: { [search]: page(['A', 'B', 'C', 'D'].map((id) => team(id))) }, result: 'reach-unavailable: the caller has more patients than `limits.reach`' },
    { sentence: 'several teams of one patient are one', lookUp: careTeam, world: { [search]: page(['A', 'A', 'A', 'A', 'B'].map((id) => team(id))) }, result: ['A', 'B'] },
    ...Object.entries(unreadable).map(([sentence, reply]): Case => ({ sentence, lookUp: careTeam, world: { [search]: reply }, result: 'reach-unavailable: the care teams could not be read' })),
  ]);

  /** The pages of a backend that gives 200 teams a page, the teams as `teamAt` says. */
  const paged = (count: number, teamAt: (index: number) => unknown) => (path: string): unknown => {
    const from = Number(/^\?from=(\d+)$/.exec(path)?.[1] ?? 0);
    return page(Array.from({ length: Math.min(200, count - from) }, (_, index) => teamAt(from + index)), from + 200 < count ? `?from=${from + 200}` : undefined);
  };

  it('5,000 patients, on 25 pages', async () => {
    const { result, asked } = await ask(careTeam, paged(5000, (index) => team(`p${index}`)), { most: 5000 });
    assert.equal(result.length, 5000);
    assert.equal(asked.length, 25);
  });

  it('of 50,000 no more is asked for than it takes to refuse', async () => {
    const { result, asked } = await ask(careTeam, paged(50_000, (index) => team(`p${index}`)), { most: 5000 });
    assert.equal(result, 'reach-unavailable: the caller has more patients than `limits.reach`');
    assert.equal(asked.length, 26);
  });

  it('... nor where most are not in force: a fifth of the pages, and then no more', async () => {
    const { result, asked } = await ask(careTeam, paged(100_000, (index) => team(`p${index}`, { period: { end: '2020' } })), { most: 5000 });
    assert.equal(result, 'reach-unavailable: the care teams go on for too long');
    assert.equal(asked.length, 100);
  });

  it('pages that never end', async () => {
    const { result, asked } = await ask(careTeam, () => page([team('A')], '?again'));
    assert.equal(result, 'reach-unavailable: the care teams go on for too long');
    assert.equal(asked.length, 20);
  });

  it('pages that take too long', async () => {
    let time = now;
    const { result, asked } = await ask(careTeam, paged(5000, (index) => team(`p${index}`)), { most: 5000, now: () => (time += 100) });
    assert.equal(result, 'reach-unavailable: the care teams go on for too long');
    assert.ok(asked.length < 5, `${asked.length} pages were asked for`);
  });
});
