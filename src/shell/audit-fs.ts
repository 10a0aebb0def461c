import type nodeFs from 'node:fs';
import path from 'node:path';

/** The file system as the audit writer uses it; tests make its calls fail. */
export type AuditFs = Pick<
  typeof nodeFs,
  | 'closeSync' | 'fdatasyncSync' | 'fstatSync' | 'fsyncSync' | 'ftruncateSync' | 'linkSync' | 'mkdirSync' | 'openSync'
  | 'readFileSync' | 'readdirSync' | 'renameSync' | 'statSync' | 'statfsSync' | 'unlinkSync' | 'writeFileSync' | 'writeSync'
>;

/** The system's code of an error (`ENOSPC`), or the empty string. */
export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** Makes the entries of a directory durable. */
export const syncDirectory = (fs: AuditFs, directory: string): void => {
  const fd = fs.openSync(directory, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
};

/** Makes a directory with those above it, and their entries durable. (Node's own `recursive` says ENOENT where the volume is read-only.) */
export const makeDirectory = (fs: AuditFs, directory: string): void => {
  try {
    fs.mkdirSync(directory, 0o750);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || path.dirname(directory) === directory) throw error;
    makeDirectory(fs, path.dirname(directory));
    fs.mkdirSync(directory, 0o750);
  }
  syncDirectory(fs, path.dirname(directory));
};

/** Writes a file beside `file` and makes its bytes durable; returns its name. The caller moves it into place. */
export const writeBeside = (fs: AuditFs, file: string, bytes: Uint8Array | string, mode: number): string => {
  const beside = `${file}.${process.pid}.tmp`;
  const fd = fs.openSync(beside, 'w', mode);
  try {
    fs.writeFileSync(fd, bytes);
    fs.fsyncSync(fd);
    return beside;
  } catch (error) {
    fs.unlinkSync(beside);
    throw error;
  } finally {
    fs.closeSync(fd);
  }
};

/** Replaces a file in one step: whoever reads it sees the old bytes or the new, and after a power cut one of the two is there. */
export const replaceFile = (fs: AuditFs, file: string, bytes: Uint8Array | string, mode = 0o640): void => {
  fs.renameSync(writeBeside(fs, file, bytes, mode), file);
  syncDirectory(fs, path.dirname(file));
};

/** The bytes of a file, or undefined where there is none. */
export const readIfThere = (fs: AuditFs, file: string): Buffer | undefined => {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};
