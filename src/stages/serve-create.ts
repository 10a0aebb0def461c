import type { Permit } from '../decision/decide.ts';
import type { Resource } from '../decision/owners.ts';
import { cursorOf } from '../decision/page-link.ts';
import { referencesOf, withRelativeReferences, type FoundReference } from '../decision/references.ts';
import { isWithinReach } from '../decision/within-reach.ts';
import { stringMember, type JsonDocument } from '../fhir/json.ts';
import { printOutcome } from '../fhir/operation-outcome.ts';
import { printCreate } from '../fhir/print.ts';
import { isFhirId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { Answer, UpstreamReply } from '../ports.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import { answerWith, patientsOf } from './answer-with.ts';
import { exchange, nothing, notServed, type Call, type Served } from './call.ts';
import { present } from './present.ts';
import { searchAll } from './search-all.ts';
import { settle, type Shown } from './settle.ts';
import { faultOf, resourceOf } from './upstream-fault.ts';

type Create = { readonly type: ResourceType; readonly body: JsonDocument };

/** What the references of a body lead to, one exchange per type; undefined where one leads nowhere. */
const lookUpTargets = async (call: Call, references: readonly FoundReference[]): Promise<Result<readonly Resource[] | undefined>> => {
  const byType = new Map<ResourceType, Set<string>>();
  for (const { reference } of references) byType.set(reference.type, (byType.get(reference.type) ?? new Set()).add(reference.id));
  const targets: Resource[] = [];
  let missing = false;
  for (const [type, ids] of byType) {
    const found = await searchAll(call, type, '_id', [...ids]);
    if (!found.ok) return found;
    const wanted = (found.value ?? []).filter(({ id }) => id !== undefined && ids.has(id));
    if (new Set(wanted.map(({ id }) => id)).size < ids.size) missing = true;
    targets.push(...wanted);
  }
  return ok(missing ? undefined : targets);
};

/**
 * The grant under which the body may be written, its references included; else why not, foreign and absent alike.
 * The references are looked at first: what a derived body is judged by is among them, so nothing more is looked up of what is not reached.
 */
const judge = async (call: Call, permit: Permit, body: Resource, references: readonly FoundReference[]): Promise<Result<NonNullable<Shown>>> => {
  const { bases } = call.ports.parse;
  const targets = await lookUpTargets(call, references);
  if (!targets.ok) return targets;
  const found = targets.value;
  const reaching = found === undefined ? [] : permit.grants.filter((grant) => found.every((target) => isWithinReach(target, grant, bases)));
  for (const grant of reaching) {
    // Each grant on its own: `settle` names one, and it has to be one that reaches the references.
    const shown = await settle(call, permit.ask, [grant], [body]);
    if (!shown.ok) return shown;
    const [seen] = shown.value;
    if (seen !== undefined) return ok(seen);
  }
  return { ok: false, refusal: refuse('reference-unreachable') };
};

const rejected = (status: number): Refusal => {
  if (status === 400 || status === 422) return refuse('backend-rejected', { detail: `the backend answered ${status}` });
  return status === 404 || status === 410 ? refuse('backend-failed', { detail: `the backend answered ${status}` }) : faultOf(status);
};

/** Where the new resource stands; undefined where the backend did not say it. */
type Place = { readonly id: string; readonly version: string | undefined } | undefined;

/** `Type/id` and the version, from the backend's own Location. */
const placeOf = (call: Call, reply: UpstreamReply, type: ResourceType): Place => {
  const path = cursorOf(reply.location ?? '', call.ports.parse.bases.backend) ?? reply.location ?? '';
  const [found, id = '', history, version] = path.split('/');
  if (found !== type || !isFhirId(id)) return undefined;
  return { id, version: history === '_history' && version !== undefined && isFhirId(version) ? version : undefined };
};

/** The stored resource, where the caller wants it and may read it; else nothing of it. */
const representation = async (call: Call, permit: Permit, reply: UpstreamReply, { type }: Create, id: string): Promise<Partial<Answer>> => {
  if (call.parsed.prefer === 'OperationOutcome') return { body: printOutcome('information', 'informational', 'the resource was created') };
  if (permit.reading.length === 0 || call.parsed.prefer === 'minimal' || reply.text === undefined) return {};
  const doc = resourceOf(reply, type);
  if (!doc.ok || stringMember(doc.value, 0, 'id') !== id) return {};
  const stored: Resource = { doc: doc.value, node: 0, type, id };
  const shown = await settle(call, { type, action: 'read', letter: 'r' }, permit.reading, [stored]);
  if (!shown.ok || shown.value[0] === undefined) return {};
  return answerWith(stored, present(call, stored, shown.value[0], undefined), reply, call.ports.parse.bases.own, call.parsed.pretty);
};

const created = async (call: Call, permit: Permit, reply: UpstreamReply, create: Create, place: Place): Promise<Result<Answer>> => {
  if (place === undefined) return { ok: false, refusal: refuse('backend-failed', { detail: 'the backend did not say where the resource was created' }) };
  const version = place.version ?? '1';
  const location = `${call.ports.parse.bases.own}/${create.type}/${place.id}/_history/${version}`;
  const shown = await representation(call, permit, reply, create, place.id);
  return ok({ status: 201, location, etag: `W/"${version}"`, ...(reply.lastModified === undefined ? {} : { lastModified: reply.lastModified }), ...shown });
};

/** create: the body was judged before; its references are looked up, the same bytes go upstream, the answer is what the caller may read (R4 http section 3.1.0.8). */
export const serveCreate = async (call: Call, permit: Permit, create: Create): Promise<Served> => {
  const { bases } = call.ports.parse;
  const references = referencesOf(create.body, bases);
  if (references.malformed !== undefined) return notServed(refuse('reference-malformed', { at: references.malformed }));
  const body: Resource = { doc: create.body, node: 0, type: create.type, id: undefined };
  const judged = await judge(call, permit, body, references.local);
  if (!judged.ok) return notServed(judged.refusal);
  const prefer = permit.reading.length > 0 && call.parsed.prefer !== 'minimal' ? 'representation' : 'minimal';
  const reply = await exchange(call, printCreate(create.type, withRelativeReferences(create.body, references.local), prefer));
  if (!reply.ok) return notServed(reply.refusal);
  if (reply.value.status !== 201 && reply.value.status !== 200) return notServed(rejected(reply.value.status));
  const place = placeOf(call, reply.value, create.type);
  // Of a Patient the id that the server gave it says whose the record is.
  const patients = new Set([...judged.value.patients, ...patientsOf({ ...body, id: place?.id }, bases)]);
  return { result: await created(call, permit, reply.value, create, place), returned: { ...nothing, count: 1 }, patients, rows: [judged.value.by.row] };
};
