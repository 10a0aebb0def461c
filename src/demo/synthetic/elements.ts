/** A resource, before it becomes text. */
export type Resource = { readonly resourceType: string; readonly id: string; readonly [element: string]: unknown };

/** A code of some system, with the words for it. */
export type Term = readonly [code: string, display: string];

export const to = (type: string, id: string, display?: string) => ({ reference: `${type}/${id}`, ...(display === undefined ? {} : { display }) });

/** A CodeableConcept of one coding. */
export const concept = (system: string, [code, display]: Term) => ({ coding: [{ system, code, display }], text: display });

export const loinc = (term: Term) => concept('http://loinc.org', term);
export const snomed = (term: Term) => concept('http://snomed.info/sct', term);
export const hl7 = (name: string, term: Term) => concept(`http://terminology.hl7.org/CodeSystem/${name}`, term);

/** A Quantity in a UCUM unit. */
export const quantity = (value: number, unit: string) => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit });
