import path from 'node:path';
import { replaceFile } from './audit-fs.ts';
import type { AuditFs } from './audit-fs.ts';
import type { AuditOptions } from './audit-options.ts';

/** `head.json`, the line of the last checkpoint. It vouches for the log and is not part of it, so a failure to replace it is tried again and stops nothing. */
export type HeadFile = { readonly replace: (line: string) => void; readonly retry: () => void };

/** The `head.json` of a node's folder. */
export const openHeadFile = (fs: AuditFs, folder: string, log: AuditOptions['log']): HeadFile => {
  let pending: string | undefined;
  let warned = false;
  const retry = (): void => {
    if (pending === undefined) return;
    try {
      replaceFile(fs, path.join(folder, 'head.json'), pending);
      pending = undefined;
      warned = false;
    } catch (error) {
      if (!warned) log('warn', `\`head.json\` of the audit log cannot be replaced now: ${String(error)}`);
      warned = true;
    }
  };
  return {
    replace: (line) => {
      pending = line;
      retry();
    },
    retry,
  };
};
