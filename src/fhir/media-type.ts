// RFC 9110 section 5.6.6, less what escapes in a quoted value could hide.
const parameterPattern = /^([a-z0-9!#$%&'*+.^_`|~-]+)=(?:"([^"\\]*)"|([a-z0-9!#$%&'*+.^_`|~-]+))$/;

/** A media type, and of its parameters those that say how to read the body, all in lower case. */
export type MediaType = { readonly type: string; readonly charset: string | undefined; readonly fhirVersion: string | undefined };

/** Reads a media type (RFC 9110 section 8.3.1); undefined where it is malformed. */
export const parseMediaType = (text: string): MediaType | undefined => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type)) return undefined;
  const known = new Map<string, string | undefined>([['charset', undefined], ['fhirversion', undefined]]);
  for (const parameter of parameters) {
    if (parameter === '') continue;
    const [, name, quoted, plain] = parameterPattern.exec(parameter) ?? [];
    if (name === undefined || known.get(name) !== undefined) return undefined;
    if (known.has(name)) known.set(name, quoted ?? plain);
  }
  return { type, charset: known.get('charset'), fhirVersion: known.get('fhirversion') };
};

const jsonTypes: ReadonlySet<string> = new Set(['application/fhir+json', 'application/json']);
// A client may also ask by the generic name of browsers, and by that of DSTU2, which HAPI FHIR knows.
const askedJsonTypes: ReadonlySet<string> = new Set([...jsonTypes, 'text/json', 'application/json+fhir']);

/** Whether a `fhirVersion` is R4's, or not given (R4 versioning, MIME type parameter: publication and major version). */
const isR4 = (fhirVersion: string | undefined): boolean => fhirVersion === undefined || /^4\.0(?:\.[01])?$/.test(fhirVersion);

const isUtf8 = (charset: string | undefined): boolean => charset === undefined || charset === 'utf-8';

/** True for the media types of FHIR JSON of a body, in UTF-8 and R4 alone. */
export const isJsonType = (text: string): boolean => {
  const parsed = parseMediaType(text);
  return parsed !== undefined && jsonTypes.has(parsed.type) && isUtf8(parsed.charset) && isR4(parsed.fhirVersion);
};

/** True for a form body, in UTF-8 alone. */
export const isFormType = (text: string): boolean => {
  const parsed = parseMediaType(text);
  return parsed?.type === 'application/x-www-form-urlencoded' && isUtf8(parsed.charset);
};

type Range = { readonly type: string; readonly weight: number; readonly fhirVersion: string | undefined };

const parameterOf = (range: string, name: 'q' | 'fhirversion'): string | undefined =>
  range.split(';').slice(1).map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1).replaceAll('"', '');

/** The ranges of an `Accept` header; a weight that is no number is none. */
const rangesOf = (accept: string): readonly Range[] =>
  accept.toLowerCase().split(',').map((range) => ({
    type: (range.split(';')[0] ?? '').trim(),
    weight: Number(parameterOf(range, 'q') ?? 1),
    fhirVersion: parameterOf(range, 'fhirversion'),
  }));

const accepted = (ranges: readonly Range[]): boolean => ranges.some(({ weight }) => weight > 0);

/**
 * What an `Accept` header asks for: JSON by name, anything, or neither. Of the ranges that JSON is in, the closest counts (RFC 9110 section
 * 12.5.1); those of another version of FHIR do not.
 */
export const acceptsJson = (accept: string | undefined): 'json' | 'any' | 'neither' => {
  if (accept === undefined || accept.trim() === '') return 'any';
  const ranges = rangesOf(accept).filter(({ fhirVersion }) => isR4(fhirVersion));
  const named = ranges.filter(({ type }) => askedJsonTypes.has(type));
  if (named.length > 0) return accepted(named) ? 'json' : 'neither';
  const closest = ['application/*', '*/*'].map((type) => ranges.filter((range) => range.type === type)).find((some) => some.length > 0);
  return closest !== undefined && accepted(closest) ? 'any' : 'neither';
};

/** True where an `Accept` header names a format of FHIR resources: of a Binary the resource is wanted, not its content (R4 binary). */
export const acceptsResource = (accept = ''): boolean =>
  rangesOf(accept).some(({ type, weight }) => weight > 0 && (askedJsonTypes.has(type) || type.startsWith('application/fhir+')));

/** True where a `_format` value means JSON (R4 http section 3.1.0.1.11); a `+` may have come as a space. */
export const isJsonFormat = (format: string): boolean => {
  if (format === 'json') return true;
  const parsed = parseMediaType(format.replace(/^(application\/(?:fhir|json)) /i, '$1+'));
  return parsed !== undefined && askedJsonTypes.has(parsed.type) && isUtf8(parsed.charset) && isR4(parsed.fhirVersion);
};
