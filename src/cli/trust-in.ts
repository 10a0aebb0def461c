import { createPublicKey, hash, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Trust } from '../audit/verify-step.ts';
import { readIfThere } from '../shell/audit-fs.ts';

/** A public key and its id; throws where the PEM holds none. */
export const readKey = (pem: Buffer): { readonly id: string; readonly key: KeyObject } => {
  const key = createPublicKey(pem);
  return { id: hash('sha256', key.export({ type: 'spki', format: 'der' }), 'hex'), key };
};

const keyIn = (folder: string, id: string): KeyObject | undefined => {
  const pem = /^[0-9a-f]{64}$/.test(id) ? readIfThere(fs, path.join(folder, 'keys', `${id}.pem`)) : undefined;
  try {
    const read = pem === undefined ? undefined : readKey(pem);
    return read?.id === id ? read.key : undefined;
  } catch {
    return undefined;
  }
};

/** What the checkpoints of a node's folder must hold against: the pinned keys, or those that lie in the folder. */
export const trustIn = (folder: string, pinned: ReadonlyMap<string, KeyObject>): Trust => {
  const known = new Map<string, KeyObject | undefined>(pinned);
  return {
    trusted: new Set(pinned.keys()),
    check: (id, text, sig) => {
      if (!known.has(id)) known.set(id, keyIn(folder, id));
      const key = known.get(id);
      if (key === undefined) return 'unknown';
      const bytes = Buffer.from(sig, 'base64url');
      // Several texts decode to the same bytes; only one of them is the record that was signed.
      return key.asymmetricKeyType === 'ed25519' && bytes.toString('base64url') === sig && verify(null, Buffer.from(text), key, bytes) ? 'good' : 'bad';
    },
  };
};
