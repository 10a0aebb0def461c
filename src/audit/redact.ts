import type { AskedRecord, AuditRecord, ClientText, ConfinementRecord, DecisionRecord } from './record.ts';

/** Writes a patient identifier (`x` or `Patient/x`) as it may stand in the log. */
export type Redact = (patient: string) => string;

const bounded = 10_000;
const pseudonymous = /^hmac:[^:]+:[0-9a-f]{64}$/;

/** `hmac:<key version>:<hex>` under a keyed SHA-256 (hex); `x` stands for `Patient/x`, and a pseudonym (no FHIR id has a colon) is left as it is. */
export const pseudonym = (hmac: (text: string) => string, keyVersion: number | string): Redact => {
  const known = new Map<string, string>();
  return (patient) => {
    if (pseudonymous.test(patient)) return patient;
    const identifier = patient.includes('/') ? patient : `Patient/${patient}`;
    const remembered = known.get(identifier);
    if (remembered !== undefined) return remembered;
    const made = `hmac:${keyVersion}:${hmac(identifier)}`;
    if (known.size >= bounded) known.clear();
    known.set(identifier, made);
    return made;
  };
};

/** `identifiers: plain`. */
export const plain: Redact = (patient) => patient;

// Whoever these are, their identifier says which patient they are or belong to.
const patientLike = new Set(['Patient', 'RelatedPerson', 'Person']);

/** The fhirUser as it may stand in the log: hidden if it is a patient or tied to one, absolute or not. */
export const redactFhirUser = (redact: Redact, fhirUser: string): string => {
  const type = /(?:^|\/)([A-Za-z]+)\/[^/]*$/.exec(fhirUser)?.[1];
  return type !== undefined && patientLike.has(type) ? redact(fhirUser) : fhirUser;
};

const all = (redact: Redact, patients: readonly string[]): readonly string[] => patients.map((patient) => redact(patient));

const askOf = (redact: Redact, asked: AskedRecord): AskedRecord => (asked.patients === undefined ? asked : { ...asked, patients: all(redact, asked.patients) });

const confinementOf = (redact: Redact, confinement: ConfinementRecord): ConfinementRecord => ('count' in confinement ? confinement : all(redact, confinement));

const decisionOf = (redact: Redact, record: DecisionRecord): DecisionRecord => {
  const { type, id, fhirUser, launch, ask } = record;
  return {
    ...record,
    ...(id !== undefined && type !== undefined && patientLike.has(type) ? { id: redact(`${type}/${id}`) } : {}),
    ...(fhirUser === undefined ? {} : { fhirUser: redactFhirUser(redact, fhirUser) }),
    ...(launch?.patient === undefined ? {} : { launch: { ...launch, patient: redact(launch.patient) } }),
    ...(ask === undefined ? {} : { ask: ask.map((asked) => askOf(redact, asked)) }),
    ...('confinement' in record ? { confinement: confinementOf(redact, record.confinement) } : {}),
  };
};

/** The record with every patient identifier in it written by `redact`, wherever it stands (docs/audit.md). */
export const redactRecord = (redact: Redact, record: AuditRecord): AuditRecord => {
  switch (record.kind) {
    case 'decision':
      return decisionOf(redact, record);
    case 'outcome':
      return record.patients === undefined ? record : { ...record, patients: all(redact, record.patients) };
    case 'reach':
      return { ...record, patients: all(redact, record.patients) };
    default:
      return record;
  }
};

const clientTextLength = 128;

/** What the client sent, marked as such: at most 128 characters of it, and where it was longer its length and SHA-256 (hex). */
export const clientText = (sha256: (text: string) => string, text: string): ClientText =>
  text.length <= clientTextLength ? { untrusted: text } : { untrusted: text.slice(0, clientTextLength), length: text.length, sha256: sha256(text) };
