import type { Resource } from '../decision/owners.ts';
import type { Permit } from '../decision/decide.ts';
import { isNotModified } from '../fhir/conditional-read.ts';
import { stringMember } from '../fhir/json.ts';
import { printHistory, printRead, printVread, type UpstreamRequest } from '../fhir/print.ts';
import type { Projection } from '../fhir/project.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, ok, type Refusal, type Result } from '../refusal.ts';
import { answerWith, versionOf } from './answer-with.ts';
import { exchange, notServed, type Call, type Served } from './call.ts';
import { newestOf } from './newest.ts';
import { notThere } from './not-there.ts';
import { present } from './present.ts';
import { settle } from './settle.ts';
import { faultOf, resourceOf } from './upstream-fault.ts';

type Found = Result<Resource> | 'absent' | 'deleted';

/** The resource of a reply to a read: the very one that was asked for, or the backend failed. */
const foundIn = (reply: UpstreamReply, type: ResourceType, id: string): Found => {
  if (reply.status === 404) return 'absent';
  if (reply.status === 410) return 'deleted';
  if (reply.status !== 200) return { ok: false, refusal: faultOf(reply.status) };
  const doc = resourceOf(reply, type);
  if (!doc.ok) return doc;
  return stringMember(doc.value, 0, 'id') === id ? ok({ doc: doc.value, node: 0, type, id }) : no('backend-failed', { detail: 'the backend answered with another resource' });
};

const serveFound = async (call: Call, permit: Permit, reply: UpstreamReply, id: string, resource: Resource, others: readonly Resource[]): Promise<Served> => {
  const { bases } = call.ports.parse;
  const shown = await settle(call, permit.ask, permit.grants, [resource, ...others]);
  if (!shown.ok) return notServed(shown.refusal);
  const [seen] = shown.value;
  if (seen === undefined || shown.value.includes(undefined)) return notThere(call, permit, id, 'foreign', 1);
  const presented = present(call, resource, seen, projectionOf(call));
  const answer = answerWith(resource, presented, reply, bases.own, call.parsed.pretty);
  const { conditional } = call.parsed;
  const { body: _body, ...unchanged } = answer;
  return {
    // Judged first: whether a resource has changed is told to whom it is shown.
    result: ok(conditional !== undefined && isNotModified(conditional, answer) ? { status: 304, ...unchanged } : { status: 200, ...answer }),
    returned: { count: 1, filtered: 0, breach: 0 },
    patients: new Set(seen.patients),
    rows: [seen.by.row],
    masked: new Set(presented.masked),
  };
};

const projectionOf = ({ interaction }: Call): Projection | undefined => (interaction.kind === 'read' || interaction.kind === 'vread' ? interaction.projection : undefined);


/** read: the resource, if it is visible; else the one answer of what is not there (R4 http section 3.1.0.2). */
export const serveRead = async (call: Call, permit: Permit, type: ResourceType, id: string): Promise<Served> => {
  const reply = await exchange(call, printRead(type, id));
  if (!reply.ok) return notServed(reply.refusal);
  const found = foundIn(reply.value, type, id);
  if (found === 'absent' || found === 'deleted') return notThere(call, permit, id, found);
  return found.ok ? serveFound(call, permit, reply.value, id, found.value, []) : notServed(found.refusal);
};

const newestOfInstance = (type: ResourceType, id: string): UpstreamRequest => printHistory({ type, id }, { count: 2 });

/** A fault of the backend is told of what is visible; of anything else it would tell that it is there. */
export const faultOfVisible = async (call: Call, permit: Permit, newest: Resource, fault: Refusal): Promise<Served> => {
  const shown = await settle(call, permit.ask, permit.grants, [newest]);
  if (!shown.ok) return notServed(shown.refusal);
  return shown.value[0] === undefined ? notThere(call, permit, newest.id ?? '', 'foreign', 1) : notServed(fault);
};

/** vread: the version, if it and the current one are visible; always the same two exchanges, so that foreign and absent cost the same. */
export const serveVread = async (call: Call, permit: Permit, type: ResourceType, id: string, versionId: string): Promise<Served> => {
  const [reply, history] = await Promise.all([exchange(call, printVread(type, id, versionId)), exchange(call, newestOfInstance(type, id))]);
  if (!reply.ok) return notServed(reply.refusal);
  if (!history.ok) return notServed(history.refusal);
  const found = foundIn(reply.value, type, id);
  if (found === 'absent' || found === 'deleted') return notThere(call, permit, id, found);
  const newest = newestOf(history.value, type, id);
  if (newest === 'absent') return notThere(call, permit, id, 'absent');
  if (!newest.ok) return notServed(newest.refusal);
  if (!found.ok) return faultOfVisible(call, permit, newest.value, found.refusal);
  if (versionOf(found.value.doc) !== versionId) return faultOfVisible(call, permit, newest.value, { code: 'backend-failed', detail: 'the backend answered with another version' });
  return serveFound(call, permit, reply.value, id, found.value, [newest.value]);
};
