import { codeOf, readIfThere, writeBeside } from './audit-fs.ts';
import type { AuditFs } from './audit-fs.ts';

/** When a process began, in the kernel's ticks (proc(5), stat, field 22), so that a reused process id is not taken for its former owner; empty where there is no /proc. */
const beganAt = (fs: AuditFs, pid: number): string => {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
};

/** The process that holds a lock with these contents; undefined if it is gone. */
const holderOf = (fs: AuditFs, contents: string): number | undefined => {
  const [, digits, began] = /^(\d+) (\d*)\n$/.exec(contents) ?? [];
  const pid = Number(digits);
  if (digits === undefined || !isAlive(pid)) return undefined;
  const begins = beganAt(fs, pid);
  return began !== '' && begins !== '' && began !== begins ? undefined : pid;
};

const inUse = (file: string, pid: number | undefined): Error =>
  new Error(`the audit log is in use by ${pid === undefined ? 'another process' : `process ${pid}`} (\`${file}\`): each gateway needs a node name or a directory of its own`);

/** Puts a lock whose holder is gone away, unless another process took it over since it was read. */
const dropStale = (fs: AuditFs, file: string, contents: string): void => {
  const aside = `${file}.${process.pid}.stale`;
  fs.renameSync(file, aside);
  const moved = fs.readFileSync(aside, 'utf8');
  if (moved !== contents) fs.linkSync(aside, file);
  fs.unlinkSync(aside);
  if (moved !== contents) throw inUse(file, holderOf(fs, moved));
};

/** The lock of a log. `check` throws where another process took it, as one that cannot see this process may. */
export type Lock = { readonly check: () => void; readonly release: () => void };

/** Takes the lock of a log for this process; throws where a process that is alive holds it. */
export const takeLock = (fs: AuditFs, file: string): Lock => {
  const mine = `${process.pid} ${beganAt(fs, process.pid)}\n`;
  const beside = writeBeside(fs, file, mine, 0o640);
  try {
    const theirs = readIfThere(fs, file)?.toString();
    if (theirs !== undefined) {
      const holder = holderOf(fs, theirs);
      if (holder !== undefined) throw inUse(file, holder);
      dropStale(fs, file, theirs);
    }
    fs.linkSync(beside, file);
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? inUse(file, undefined) : error;
  } finally {
    fs.unlinkSync(beside);
  }
  const contents = (): string | undefined => readIfThere(fs, file)?.toString();
  return {
    check: () => {
      const now = contents();
      if (now !== mine) throw inUse(file, now === undefined ? undefined : holderOf(fs, now));
    },
    release: () => {
      try {
        if (contents() === mine) fs.unlinkSync(file);
      } catch {
        // A lock that stays behind is stale once this process is gone.
      }
    },
  };
};
