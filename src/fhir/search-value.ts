import { parseReference, isFhirId, type Bases } from './reference.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';
import { searchParamOf, type SearchParam } from './search-param.ts';

const splitAt = (text: string, separator: ',' | '$'): readonly string[] => {
  if (!text.includes('\\')) return text.split(separator);
  const values: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === separator) {
      values.push(text.slice(from, at));
      from = at + 1;
    }
  }
  values.push(text.slice(from));
  return values;
};

/** Splits an OR list at the commas that are not escaped (R4 search section 3.1.1.4.1); the values keep their escapes. */
export const splitValues = (text: string): readonly string[] => splitAt(text, ',');

/** Takes the FHIR escapes off a value: `\,` `\|` `\$` `\\`. */
export const unescapeValue = (text: string): string => (text.includes('\\') ? text.replace(/\\([,|$\\])/g, '$1') : text);

/** The two sides of a token at its first bar that is not escaped; no system is undefined, an empty one is `''`. */
export const splitToken = (text: string): { readonly system: string | undefined; readonly code: string } => {
  const bar = /^((?:[^\\|]|\\.)*)\|(.*)$/s.exec(text);
  return bar === null ? { system: undefined, code: unescapeValue(text) } : { system: unescapeValue(bar[1] ?? ''), code: unescapeValue(bar[2] ?? '') };
};

const instant = /^(?:eq|ne|gt|lt|ge|le|sa|eb|ap)?\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;
// Three digits of exponent at most: HAPI writes the number out, and `1e100000000` costs it minutes and a hundred megabytes.
const number = /^(?:eq|ne|gt|lt|ge|le|sa|eb|ap)?-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/** A date whose offset lost its `+` to form decoding, as clients write URLs by hand and servers forgive, gets it back. */
export const withPlus = (date: string): string => date.replace(/ (?=\d{2}:\d{2}$)/, '+');

const isReferenceValue = (value: string, bases: Bases, modifier: string | undefined): boolean => {
  if (modifier === 'identifier') return true;
  if (isFhirId(value)) return true;
  const form = parseReference(value, bases);
  if (form.kind === 'local') return form.versionId === undefined && (modifier === undefined || !isResourceType(modifier) || form.type === modifier);
  return form.kind === 'elsewhere' || form.kind === 'urn';
};

const isComposite = (type: ResourceType, { components }: SearchParam, value: string, bases: Bases): boolean => {
  const parts = splitAt(value, '$');
  return parts.length === components.length && components.every((name, index) => {
    const component = searchParamOf(type, name);
    return component !== undefined && isValueOf(type, component, undefined, parts[index] ?? '', bases);
  });
};

/** Whether one value, not blank, has the form that the kind of a parameter of the type asks for. */
export const isValueOf = (type: ResourceType, param: SearchParam, modifier: string | undefined, value: string, bases: Bases): boolean => {
  if (modifier === 'missing') return value === 'true' || value === 'false';
  switch (param.kind) {
    case 'date':
      return instant.test(value);
    case 'number':
      return number.test(value);
    case 'quantity':
      return number.test(splitToken(value).system ?? value);
    case 'reference':
      return isReferenceValue(value, bases, modifier);
    case 'token':
      return /[^|\s]/.test(value);
    case 'composite':
      return isComposite(type, param, value, bases);
    case 'string':
    case 'uri':
    case 'special':
      return true;
  }
};
