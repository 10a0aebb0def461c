import { ownersOf, type Resource } from '../decision/owners.ts';
import { securityContextOf } from '../decision/within-reach.ts';
import { isFault, memberOf, scan, stringMember, type JsonDocument } from '../fhir/json.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { printJson } from '../fhir/print-json.ts';
import type { Bases, PatientId } from '../fhir/reference.ts';
import type { Answer, UpstreamReply } from '../ports.ts';
import type { Presented } from './present.ts';

/** The patients that a resource itself names as its own, for the audit record: its owners, or the Patient of a Binary's securityContext. */
export const patientsOf = (resource: Resource, bases: Bases): readonly PatientId[] => {
  const row = compartmentOf(resource.type);
  if (row.class === 'owned') return ownersOf(resource, row, bases);
  const context = resource.type === 'Binary' ? securityContextOf(resource, bases) : undefined;
  return context?.type === 'Patient' ? [context.id] : [];
};

/** `meta.versionId`. */
export const versionOf = (doc: JsonDocument): string | undefined => stringMember(doc, memberOf(doc, 0, 'meta'), 'versionId');

const isToken = (text: string | undefined): text is string => text !== undefined && /^[A-Za-z0-9.-]{1,64}$/.test(text);

/** JSON of ours for people to read. */
export const prettyOf = (json: string): string => {
  const doc = scan(json, 160);
  return isFault(doc) ? json : printJson(doc, 0);
};

/** The body and headers of an answer that is one resource: its own bytes as far as they are shown, the version that it says, in the gateway's base (R4 http section 3.1.0.1.3). */
export const answerWith = (resource: Resource, { json, id }: Presented, reply: UpstreamReply, own: string, pretty: boolean): Omit<Answer, 'status'> => {
  const version = versionOf(resource.doc);
  return {
    body: pretty ? prettyOf(json) : json,
    ...(reply.lastModified === undefined ? {} : { lastModified: reply.lastModified }),
    ...(isToken(version) && id !== undefined ? { etag: `W/"${version}"`, contentLocation: `${own}/${resource.type}/${id}/_history/${version}` } : {}),
  };
};
