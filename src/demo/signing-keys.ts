import { generateKeyPair } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** Makes one private signing key for each algorithm of the personas, RS256 (2048 bits) and ES256; they are kept nowhere. */
export const signingKeys = async (): Promise<readonly JsonWebKey[]> => {
  const [rsa, ec] = await Promise.all([generate('rsa', { modulusLength: 2048 }), generate('ec', { namedCurve: 'P-256' })]);
  return [
    { ...rsa.privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' },
    { ...ec.privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' },
  ];
};
