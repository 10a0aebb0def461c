/** The claims of a token that was verified: signature, issuer, audience, times. */
export type Claims = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The claim at a path: a name as it stands, else names joined by dots; own properties only. */
export const claimAt = (claims: Claims, path: string): unknown => {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
};

/** A claim that is text and not empty. */
export const textAt = (claims: Claims, path: string): string | undefined => {
  const value = claimAt(claims, path);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A claim that is a list of texts, or one text. */
export const textsAt = (claims: Claims, path: string): readonly string[] => {
  const value = claimAt(claims, path);
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string' && item !== '') : [];
};

/** A claim that is a finite number. */
export const numberAt = (claims: Claims, path: string): number | undefined => {
  const value = claimAt(claims, path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};
