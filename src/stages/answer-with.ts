import { ownersOf, type Resource } from '../decision/owners.ts';
import { securityContextOf } from '../decision/within-reach.ts';
import { memberOf, rawOf, stringMember, type JsonDocument } from '../fhir/json.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { printJson } from '../fhir/print-json.ts';
import type { Bases, PatientId } from '../fhir/reference.ts';
import type { Answer, UpstreamReply } from '../ports.ts';

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

/** The body and headers of an answer that is one resource: its own bytes, the version that it says, in the gateway's base (R4 http section 3.1.0.1.3). */
export const answerWith = (resource: Resource, reply: UpstreamReply, own: string, pretty: boolean): Omit<Answer, 'status'> => {
  const version = versionOf(resource.doc);
  return {
    body: pretty ? printJson(resource.doc, 0) : rawOf(resource.doc, 0),
    ...(reply.lastModified === undefined ? {} : { lastModified: reply.lastModified }),
    ...(isToken(version) && resource.id !== undefined
      ? { etag: `W/"${version}"`, contentLocation: `${own}/${resource.type}/${resource.id}/_history/${version}` }
      : {}),
  };
};
