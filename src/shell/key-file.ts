import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
const isThere = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

const make = (file: string, text: string): string => {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return text;
  } catch (error) {
    // Another process made it meanwhile: its key counts.
    if (isThere(error)) return readFileSync(file, 'utf8');
    throw error;
  }
};

const read = (file: string, fresh: () => string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return make(file, fresh());
    throw error;
  }
};

const keyOf = (file: string, hex: string): Buffer => {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new Error(`\`${file}\` does not hold a key of 32 bytes in hexadecimal`);
  return Buffer.from(hex, 'hex');
};

const fresh = (): string => randomBytes(32).toString('hex');

/** A key of 32 bytes in hexadecimal; made at the first start, mode 0600, if absent. */
export const readKeyFile = (file: string): Buffer => keyOf(file, read(file, () => `${fresh()}\n`).trim());

/** A key of 32 bytes that must be there. */
export const readGivenKeyFile = (file: string): Buffer => keyOf(file, readFileSync(file, 'utf8').trim());

/** Versioned keys, a line each, `<version> <hex>`; the last one is current. Made at the first start, mode 0600, if absent. */
export const readVersionedKeyFile = (file: string): { readonly version: string; readonly key: Buffer } => {
  const lines = read(file, () => `1 ${fresh()}\n`).split('\n').filter((line) => line.trim() !== '');
  const [version, hex = ''] = (lines.at(-1) ?? '').trim().split(/\s+/);
  if (version === undefined || !/^[A-Za-z0-9]{1,16}$/.test(version)) throw new Error(`\`${file}\` does not hold keys as \`<version> <hexadecimal>\` lines`);
  return { version, key: keyOf(file, hex) };
};
