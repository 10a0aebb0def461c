import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Times in milliseconds. */
export type WatchTimes = { /** How long files must stay as they are before they are read. */ readonly settle: number; /** How often they are looked at, told or not. */ readonly poll: number };

/** What is watched, and what is done when it has changed. */
export type Watched = { readonly directory: string; readonly names: readonly string[]; readonly times: WatchTimes; readonly changed: () => Promise<void> };

const signOf = async (file: string): Promise<string> => {
  try {
    // ctime as well: a file can be put in place with an old mtime, or be rewritten in its size.
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return 'absent';
  }
};

/** A short text that changes whenever one of the files does. */
export const fingerprint = async (directory: string, names: readonly string[]): Promise<string> =>
  (await Promise.all(names.map((name) => signOf(path.join(directory, name))))).join('\n');

// Only a hint to look sooner: some file systems report nothing, and the directory may be replaced as a whole.
const hints = (directory: string, heard: () => void): FSWatcher | undefined => {
  try {
    return watch(directory, { persistent: false }, heard).on('error', heard);
  } catch {
    return undefined;
  }
};

/**
 * Calls `changed` once the files differ from `seen` and have then stayed as they are for `settle`: a half-written file is not read.
 * Calls never overlap. Gives the function that ends the watching.
 */
export const watchFiles = ({ directory, names, times, changed }: Watched, seen: string): (() => void) => {
  let handled = seen;
  let pending = seen;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const plan = (delay: number): void => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(look, delay).unref();
  };
  const step = async (): Promise<number> => {
    const found = await fingerprint(directory, names);
    const settled = found === pending;
    pending = found;
    if (found === handled) return times.poll;
    if (!settled) return times.settle;
    handled = found;
    await changed();
    return times.settle;
  };
  // A hint moves the next look forward, and never back: a directory that is never quiet must not keep it away.
  let hinted = false;
  const look = (): void => {
    hinted = true;
    void step()
      .catch(() => times.poll)
      .then((delay) => {
        hinted = false;
        plan(delay);
      });
  };
  const watcher = hints(directory, () => {
    if (hinted) return;
    hinted = true;
    plan(times.settle);
  });
  plan(times.poll);
  return () => {
    closed = true;
    clearTimeout(timer);
    watcher?.close();
  };
};
