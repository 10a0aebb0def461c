import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

/** What the kernel says of a process and its children: processor time used so far in microseconds, and resident memory in bytes. */
export type Usage = { readonly cpu: number; readonly resident: number };

// USER_HZ is 100 on every machine that Node is built for.
const tickMicros = 10_000;

/** The fields of `/proc/<pid>/stat` (proc_pid_stat(5)) from the third on; the second, the name, may hold blanks. */
const statOf = (pid: number): readonly number[] | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
  } catch {
    return undefined;
  }
};

const statusOf = (pid: number, name: 'VmRSS' | 'VmHWM'): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;

/** Resident memory of one process, in bytes. */
export const residentOf = (pid: number): number => statusOf(pid, 'VmRSS');

/** The most that was resident since `forgetPeak`, in bytes; the kernel's own count, so no moment between two looks is missed. */
export const peakOf = (pid: number): number => statusOf(pid, 'VmHWM');

/** Lets the peak begin anew (proc_pid_clear_refs(5)). */
export const forgetPeak = (pid: number): void => { writeFileSync(`/proc/${pid}/clear_refs`, '5'); };

const childrenOf = (pid: number): readonly number[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((other) => statOf(other)?.[1] === pid);

/** Reads the accounting of a process, its living children, and those that it waited for. Throws where the process is gone, or `/proc` is not Linux's. */
export const usageOf = (pid: number): Usage => {
  const stat = statOf(pid);
  if (stat === undefined) throw new Error(`the kernel has no accounting of process ${pid}: the bench needs Linux's /proc`);
  // utime, stime, cutime, cstime: fields 14 to 17.
  const ticks = stat.slice(11, 15).reduce((sum, one) => sum + one, 0);
  const children = childrenOf(pid).map(usageOf);
  const sum = (pick: (usage: Usage) => number): number => children.reduce((total, usage) => total + pick(usage), 0);
  return { cpu: ticks * tickMicros + sum(({ cpu }) => cpu), resident: residentOf(pid) + sum(({ resident }) => resident) };
};
