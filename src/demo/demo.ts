import type { Io } from '../cli/io.ts';
export const demo = (_args: readonly string[], io: Io): Promise<number> => { io.stderr('later\n'); return Promise.resolve(2); };
