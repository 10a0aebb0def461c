import type { Element } from '../../fhir/elements.ts';
import { rawOf, stringOf, type JsonDocument, type JsonNode } from '../../fhir/json.ts';
import { parseReference, type Bases, type PatientId } from '../../fhir/reference.ts';
import type { Cursor } from './descend.ts';

/** What pseudonyms are made with. */
export type Facts = { readonly bases: Bases; readonly pseudonymOf: (patient: PatientId) => string };

/** A primitive value and where it stands; `ownId`: it is the id of a Patient. */
export type Leaf = { readonly doc: JsonDocument; readonly node: JsonNode; readonly container: string; readonly element: Element; readonly ownId: boolean };

// FHIR R4 datatypes: those in which the id of a patient can stand among other characters.
const texts: ReadonlySet<string> = new Set(['string', 'markdown', 'xhtml', 'uri', 'url', 'canonical', 'oid', 'uuid']);

const yearOf = ({ doc, node }: Leaf): string | undefined => {
  const year = /^(\d{4})(?:-|$)/.exec(stringOf(doc, node) ?? '')?.[1];
  return year === undefined ? undefined : `"${year}"`;
};

const mentionsPatient = (text: string): boolean => /\bPatient(?:\/|%2[Ff])[A-Za-z0-9]/.test(text);

/** A text without real ids of patients: a reference has the pseudonym, what cannot be understood is not shown. */
const pseudonymous = ({ doc, node, container, element, ownId }: Leaf, { bases, pseudonymOf }: Facts): string | undefined => {
  const text = stringOf(doc, node);
  if (ownId) return text === undefined ? undefined : JSON.stringify(pseudonymOf(text));
  if (text === undefined || !texts.has(element.type)) return rawOf(doc, node);
  const isReference = container === 'Reference' && element.name === 'reference';
  if (!isReference && !text.includes('Patient')) return rawOf(doc, node);
  const form = parseReference(text, bases);
  // Also a version of it becomes the patient: its number says nothing under the pseudonym.
  if (form.kind === 'local' && form.type === 'Patient') return JSON.stringify(`Patient/${pseudonymOf(form.id)}`);
  const unclear = isReference ? form.kind === 'malformed' : form.kind !== 'elsewhere' && mentionsPatient(text);
  return unclear ? undefined : rawOf(doc, node);
};

/** A primitive as one mask shows it: its own text, less of it, or undefined for nothing. */
export const showLeaf = (leaf: Leaf, { mask, rules }: Cursor, facts: Facts): string | undefined => {
  // Parts of what has none.
  if (rules.listed !== undefined) return undefined;
  if (rules.year) return yearOf(leaf);
  return mask.pseudonyms ? pseudonymous(leaf, facts) : rawOf(leaf.doc, leaf.node);
};

/** A primitive as the least masking of several shows it. */
export const showLeast = (leaf: Leaf, cursors: readonly Cursor[], facts: Facts): string | undefined => {
  const raw = rawOf(leaf.doc, leaf.node);
  let least: string | undefined;
  for (const cursor of cursors) {
    const text = showLeaf(leaf, cursor, facts);
    if (text === raw) return raw;
    least ??= text;
  }
  return least;
};
