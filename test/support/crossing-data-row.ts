/** The patients of the data. */
export type Patient = 'A' | 'B' | 'C';
/** The patients that own a resource, written down by hand. */
export type Owners = readonly Patient[];
type Resource = { readonly resourceType: string; readonly id: string; readonly [element: string]: unknown };
/** One step of loading, and whose the resource is after it. */
export type Row = { readonly step: SeedStep; readonly owners: Owners; readonly gone?: true };

/** One request that loads the data; `text` is sent as it stands, so that its bytes are known. */
export type SeedStep =
  | { readonly method: 'PUT'; readonly path: string; readonly body: Resource }
  | { readonly method: 'PUT'; readonly path: string; readonly text: string }
  | { readonly method: 'DELETE'; readonly path: string };

/** A resource, as JSON of its elements. */
export const put = (owners: Owners, resourceType: string, id: string, elements: Readonly<Record<string, unknown>>): Row => ({
  step: { method: 'PUT', path: `${resourceType}/${id}`, body: { resourceType, id, ...elements } },
  owners,
});

/** A resource whose bytes are known. */
export const putText = (owners: Owners, path: string, text: string): Row => ({ step: { method: 'PUT', path, text }, owners });

/** A deletion; `owners` are those of the last version. */
export const gone = (owners: Owners, path: string): Row => ({ step: { method: 'DELETE', path }, owners, gone: true });

/** A reference. */
export const to = (reference: string): { readonly reference: string } => ({ reference });
/** A concept of one coding. */
export const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
/** A concept of LOINC. */
export const loinc = (code: string) => coded('http://loinc.org', code);
/** A concept of SNOMED CT. */
export const snomed = (code: string) => coded('http://snomed.info/sct', code);
/** A concept of a code system of HL7's terminology. */
export const hl7 = (name: string, code: string) => coded(`http://terminology.hl7.org/CodeSystem/${name}`, code);

/** A Period that is over, and one that goes on. */
export const past = { start: '2019-01-01', end: '2020-12-31' };
export const current = { start: '2020-01-01' };
