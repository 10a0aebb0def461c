// RFC 9110 section 5.6.6, less what escapes in a quoted value could hide.
const parameterPattern = /^([a-z0-9!#$%&'*+.^_`|~-]+)=(?:"([^"\\]*)"|([a-z0-9!#$%&'*+.^_`|~-]+))$/;

/** A media type without its parameters, and its charset, both in lower case (RFC 9110 section 8.3.1); undefined where it is malformed. */
export const parseMediaType = (text: string): { readonly type: string; readonly charset: string | undefined } | undefined => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(type)) return undefined;
  let charset: string | undefined;
  for (const parameter of parameters) {
    if (parameter === '') continue;
    const [, name, quoted, plain] = parameterPattern.exec(parameter) ?? [];
    if (name === undefined) return undefined;
    if (name === 'charset') {
      if (charset !== undefined) return undefined;
      charset = quoted ?? plain;
    }
  }
  return { type, charset };
};

const jsonTypes: ReadonlySet<string> = new Set(['application/fhir+json', 'application/json']);

/** True for the media types of FHIR JSON, in UTF-8 alone. */
export const isJsonType = (text: string): boolean => {
  const parsed = parseMediaType(text);
  return parsed !== undefined && jsonTypes.has(parsed.type) && (parsed.charset === undefined || parsed.charset === 'utf-8');
};

/** True for a form body, in UTF-8 alone. */
export const isFormType = (text: string): boolean => {
  const parsed = parseMediaType(text);
  return parsed?.type === 'application/x-www-form-urlencoded' && (parsed.charset === undefined || parsed.charset === 'utf-8');
};

const quality = (range: string): number => {
  const found = /;\s*q\s*=\s*([0-9.]+)/i.exec(range);
  return found?.[1] === undefined ? 1 : Number(found[1]);
};

const rangesOf = (accept: string): readonly string[] =>
  accept.split(',').filter((range) => quality(range) > 0).map((range) => (range.split(';')[0] ?? '').trim().toLowerCase());

/** What an `Accept` header asks for: JSON by name, anything, or neither (RFC 9110 section 12.5.1). */
export const acceptsJson = (accept: string | undefined): 'json' | 'any' | 'neither' => {
  if (accept === undefined || accept.trim() === '') return 'any';
  const ranges = rangesOf(accept);
  if (ranges.some((range) => jsonTypes.has(range))) return 'json';
  return ranges.some((range) => range === '*/*' || range === 'application/*') ? 'any' : 'neither';
};

/** True where an `Accept` header names a format of FHIR resources: of a Binary the resource is wanted, not its content (R4 binary). */
export const acceptsResource = (accept = ''): boolean => rangesOf(accept).some((range) => jsonTypes.has(range) || range.startsWith('application/fhir+'));

/** True where a `_format` value means JSON (R4 http section 3.1.0.1.11). */
export const isJsonFormat = (format: string): boolean => format === 'json' || isJsonType(format.replaceAll(' ', '+'));
