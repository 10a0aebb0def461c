import { randomUUID } from 'node:crypto';
import type { JsonDocument } from '../fhir/json.ts';
import { isFault, scan, stringMember } from '../fhir/json.ts';
import { isJsonType } from '../fhir/media-type.ts';
import { isFhirId } from '../fhir/reference.ts';
import { lostReference } from './lost-reference.ts';
import type { InstanceRequest, TypeRequest } from './request.ts';
import type { Answer, Problem } from './responses.ts';
import { isProblem, outcome, refuse, versionUrl, written } from './responses.ts';
import { newestOf, standingOf } from './version.ts';

const readBody = ({ exchange, type }: TypeRequest): JsonDocument | Problem => {
  const mediaType = exchange.headers['content-type'] ?? '';
  if (!isJsonType(mediaType)) return { status: 400, diagnostics: `HAPI-0449: the media type \`${mediaType}\` is not one of FHIR JSON` };
  const doc = scan(exchange.body);
  if (isFault(doc)) return { status: 400, diagnostics: `HAPI-1861: the body is not JSON: ${doc.reason} at offset ${doc.offset}` };
  const found = stringMember(doc, 0, 'resourceType');
  return found === type ? doc : { status: 400, diagnostics: `HAPI-0450: the body is of type \`${found ?? ''}\`, ${type} was expected` };
};

const checkReferences = (request: TypeRequest, id: string | undefined, doc: JsonDocument): Problem | undefined => {
  const { exchange, type, integrity } = request;
  const lost = integrity ? lostReference(request, type, id, doc, exchange.base) : undefined;
  return lost && { status: 400, diagnostics: `HAPI-1094: Resource ${lost.target} not found, specified in path: ${lost.at}` };
};

/** `POST Type`: an id of the server's own, whatever the body says. */
export const create = (request: TypeRequest): Answer => {
  const doc = readBody(request);
  if (isProblem(doc)) return refuse(doc);
  const lost = checkReferences(request, undefined, doc);
  if (lost !== undefined) return refuse(lost);
  const { store, exchange, type } = request;
  const version = store.save(type, randomUUID(), doc, exchange.base);
  return written(version, exchange, 201, { Location: versionUrl(version, exchange.base) });
};

const checkId = (doc: JsonDocument, id: string): Problem | undefined => {
  if (!isFhirId(id)) return { status: 400, diagnostics: `HAPI-0521: \`${id}\` is not a FHIR id` };
  const found = stringMember(doc, 0, 'id');
  if (found === undefined) return { status: 400, diagnostics: 'HAPI-0419: an update needs the id in the body too' };
  return found === id ? undefined : { status: 400, diagnostics: `HAPI-0420: the body has the id \`${found}\`, the path \`${id}\`` };
};

// HAPI answers 409 where the specification has 412, and looks at If-Match only where something stands.
const checkMatch = ({ store, exchange, type, id }: InstanceRequest): Problem | undefined => {
  const asked = exchange.headers['if-match'];
  const standing = standingOf(store.find(type, id));
  if (asked === undefined || standing === undefined || /^(?:W\/)?"?(.*?)"?$/.exec(asked)?.[1] === String(standing.versionId)) return undefined;
  return { status: 409, diagnostics: `HAPI-0989: Trying to update ${type}/${id} with ${asked} but this is not the current version` };
};

/** `PUT Type/id`: creates too, and brings back what was deleted. */
export const update = (request: InstanceRequest): Answer => {
  const doc = readBody(request);
  if (isProblem(doc)) return refuse(doc);
  const { store, exchange, type, id } = request;
  const problem = checkId(doc, id) ?? checkMatch(request) ?? checkReferences(request, id, doc);
  if (problem !== undefined) return refuse(problem);
  const stood = standingOf(store.find(type, id)) !== undefined;
  return written(store.save(type, id, doc, exchange.base), exchange, stood ? 200 : 201);
};

/** `DELETE Type/id`: 200 also where nothing stands; 409 naming the referrer while something refers to it. If-Match is not looked at, as in HAPI. */
export const remove = ({ store, integrity, type, id }: InstanceRequest): Answer => {
  const instance = store.find(type, id);
  const standing = standingOf(instance);
  if (instance === undefined || standing === undefined) return outcome(200, `Not deleted, resource ${type}/${id} does not exist`);
  const referrer = integrity ? store.referrerOf(type, id) : undefined;
  if (referrer !== undefined) {
    return outcome(409, `HAPI-0550: Unable to delete ${type}/${id} because at least one resource has a reference to it: ${referrer.type}/${referrer.id}`);
  }
  store.remove(instance);
  return outcome(200, `Successfully deleted 1 resource(s): ${type}/${id}/_history/${newestOf(instance).versionId}`);
};
