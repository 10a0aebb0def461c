import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { TokenRules } from './token-rules.ts';

type Algorithm = TokenRules['algorithms'][number];

/** A public key that an issuer signs with. */
export type VerificationKey = {
  readonly kid?: string;
  /** The one algorithm that the key set allows it for, if it names one. */
  readonly alg?: string;
  /** `rsa`, or the name of the curve. */
  readonly form: string;
  readonly key: KeyObject;
};

/** The usable keys of one issuer; no two of one `kid`. */
export type KeySet = readonly VerificationKey[];

// RFC 7518 section 3.1: a key serves the algorithms of its form.
const forms: Readonly<Record<Algorithm, string>> = {
  RS256: 'rsa',
  RS384: 'rsa',
  RS512: 'rsa',
  PS256: 'rsa',
  PS384: 'rsa',
  PS512: 'rsa',
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};
const known = new Set(Object.values(forms));

// RFC 7518 section 3.3
const leastRsaBits = 2048;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** RFC 7517 section 4: whether the key set says that the key is for signatures, and shows nothing that should be secret. */
const isForVerifying = ({ use, key_ops: operations, ...jwk }: Readonly<Record<string, unknown>>): boolean =>
  (use === undefined || use === 'sig') &&
  (operations === undefined || (Array.isArray(operations) && operations.includes('verify'))) &&
  (jwk['kid'] === undefined || isText(jwk['kid'])) &&
  (jwk['alg'] === undefined || isText(jwk['alg'])) &&
  !privateMembers.some((member) => member in jwk);

const formOf = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined => {
  if (asymmetricKeyType !== 'rsa') return asymmetricKeyDetails?.namedCurve;
  return (asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits ? 'rsa' : undefined;
};

const readKey = (jwk: unknown): VerificationKey | undefined => {
  if (typeof jwk !== 'object' || jwk === null) return undefined;
  const { kid, alg } = jwk as { readonly kid?: string; readonly alg?: string };
  if (!isForVerifying({ ...jwk })) return undefined;
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const form = formOf(key);
    if (form === undefined || !known.has(form)) return undefined;
    return { form, key, ...(kid === undefined ? {} : { kid }), ...(alg === undefined ? {} : { alg }) };
  } catch {
    // An unknown kind of key, or a point off its curve: an issuer may list what is not for us.
    return undefined;
  }
};

const isSame = (one: VerificationKey, other: VerificationKey): boolean => one.kid === other.kid && one.alg === other.alg && one.key.equals(other.key);

/** The usable keys among the members of a JWK Set, those of `before` that are still there as the same objects. Of several with one `kid` none is usable. */
export const readKeySet = (jwks: readonly unknown[], before: KeySet): KeySet => {
  const keys = jwks.map(readKey).filter((key) => key !== undefined);
  return keys
    .filter(({ kid }) => kid === undefined || keys.filter((other) => other.kid === kid).length === 1)
    .map((key) => before.find((old) => isSame(old, key)) ?? key);
};

const fits = (key: VerificationKey, alg: Algorithm): boolean => key.form === forms[alg] && (key.alg === undefined || key.alg === alg);

/** The key for a token: that of its `kid`, or without one the only one that fits. `unfit`: the set knows no better; undefined: a newer set may. */
export const pickKey = (keys: KeySet, alg: Algorithm, kid: string | undefined): VerificationKey | 'unfit' | undefined => {
  const [key, another] = keys.filter((candidate) => (kid === undefined ? fits(candidate, alg) : candidate.kid === kid));
  if (key === undefined) return undefined;
  return another === undefined && fits(key, alg) ? key : 'unfit';
};
