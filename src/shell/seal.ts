import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

export type Sealer = { readonly seal: (text: string) => string; readonly unseal: (sealed: string) => string | undefined };

// 96 random bits each (NIST SP 800-38D section 8.2.2), drawn for many links at once: one draw costs nearly as much as sealing.
const drawn = 256;

const makeIvs = (): (() => Buffer) => {
  let pool = Buffer.alloc(0);
  let at = 0;
  return () => {
    if (at === pool.length) [pool, at] = [randomBytes(ivBytes * drawn), 0];
    at += ivBytes;
    return pool.subarray(at - ivBytes, at);
  };
};

const open = (key: KeyObject, bytes: Buffer): string | undefined => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + ivBytes), { authTagLength: tagBytes });
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return decipher.update(bytes.subarray(1 + ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
};

/** Authenticated encryption (AES-256-GCM) of what page links hold: sealed under the first key, opened under any (docs/decisions.md, 9). Keys have 32 bytes. */
export const makeSealer = (keys: readonly [Buffer, ...Buffer[]]): Sealer => {
  const first = createSecretKey(keys[0]);
  const all = [first, ...keys.slice(1).map((key) => createSecretKey(key))];
  const nextIv = makeIvs();
  return {
    seal: (text) => {
      const iv = nextIv();
      const cipher = createCipheriv('aes-256-gcm', first, iv, { authTagLength: tagBytes });
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(version), iv, body, cipher.getAuthTag()]).toString('base64url');
    },
    unseal: (sealed) => {
      if (!/^[A-Za-z0-9_-]{40,4096}$/.test(sealed)) return undefined;
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes[0] !== version || bytes.length < 1 + ivBytes + tagBytes) return undefined;
      for (const key of all) {
        const text = open(key, bytes);
        if (text !== undefined) return text;
      }
      return undefined;
    },
  };
};
