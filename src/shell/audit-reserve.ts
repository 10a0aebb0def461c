import type { AuditFs } from './audit-fs.ts';

const mostBytes = 16 * 1024 * 1024;
const share = 0.05;
const checkMs = 1000;

/**
 * Tells whether so little is left of the volume (16 MB, or 5 % of it where that is less) that it is kept for authenticated requests. Looks
 * at most once a second.
 */
export const reserve = (fs: AuditFs, directory: string, now: () => number): (() => boolean) => {
  let looked = -Infinity;
  let reached = false;
  return () => {
    if (Math.abs(now() - looked) < checkMs) return reached;
    looked = now();
    try {
      const { bavail, blocks, bsize } = fs.statfsSync(directory);
      reached = bavail * bsize < Math.min(mostBytes, blocks * bsize * share);
    } catch {
      // A volume that cannot be asked fails, or not, at the write itself.
      reached = false;
    }
    return reached;
  };
};
