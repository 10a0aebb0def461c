import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import { codeOf, makeDirectory, readIfThere, replaceFile, syncDirectory, writeBeside } from './audit-fs.ts';
import type { AuditFs } from './audit-fs.ts';

/** The key that signs checkpoints: its id is the SHA-256 (hex) of the public key's SPKI DER. */
export type SigningKey = { readonly id: string; readonly pem: string; readonly sign: (text: string) => string };

/** Makes the key file in one step, so that workers that start together agree on one key and a crash leaves none half written. */
const makeKeyFile = (fs: AuditFs, file: string): void => {
  makeDirectory(fs, path.dirname(file));
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const beside = writeBeside(fs, file, pem, 0o600);
  try {
    fs.linkSync(beside, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    fs.unlinkSync(beside);
  }
  syncDirectory(fs, path.dirname(file));
};

const parseKey = (file: string, pem: Buffer): KeyObject => {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // The reason could hold parts of the key.
  }
  if (key?.asymmetricKeyType !== 'ed25519') throw new Error(`\`${file}\` does not hold an Ed25519 private key in PEM`);
  return key;
};

/** Reads the signing key, or makes it (mode 0600) where there is none. */
export const loadSigningKey = (fs: AuditFs, file: string): SigningKey => {
  if (readIfThere(fs, file) === undefined) makeKeyFile(fs, file);
  const secret = parseKey(file, fs.readFileSync(file));
  const open = createPublicKey(secret);
  return {
    id: hash('sha256', open.export({ type: 'spki', format: 'der' }), 'hex'),
    pem: open.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (text) => sign(null, Buffer.from(text), secret).toString('base64url'),
  };
};

/** Lays the public key where `audit verify` finds it. */
export const publishKey = (fs: AuditFs, folder: string, { id, pem }: SigningKey): void => {
  const file = path.join(folder, 'keys', `${id}.pem`);
  makeDirectory(fs, path.dirname(file));
  if (readIfThere(fs, file)?.toString() !== pem) replaceFile(fs, file, pem);
};
