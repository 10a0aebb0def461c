import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CandidatesOf } from '../policy/candidate-index.ts';
import type { Policy, PolicyMatcher } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import type { PolicyFile, ReadPolicy } from '../policy/read-policy.ts';
import { makeMatcher } from './casbin-matcher.ts';
import { readPolicyDirectory } from './read-policy-directory.ts';
import { fingerprint, watchFiles, type WatchTimes } from './watch-files.ts';

/** What became of a change to the directory; `kept` is the revision that stays in force. */
export type PolicyChange =
  | { readonly kind: 'loaded'; readonly revision: string; readonly previous: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'rejected'; readonly kept: string; readonly problems: readonly Problem[] };

/** The part of the operational log that the store writes to. */
export type PolicyLog = Readonly<Record<'info' | 'warn' | 'error', (message: string, fields: Readonly<Record<string, unknown>>) => unknown>>;

/** The pure parts come in as values, as the shell imports none. */
export type PolicyStoreOptions = {
  readonly directory: string;
  readonly watch: boolean;
  /** The files to read, and to watch. */
  readonly names: readonly string[];
  readonly readPolicy: (files: readonly PolicyFile[], sha256: (text: string) => string) => ReadPolicy;
  readonly indexCandidates: (policy: Policy) => CandidatesOf;
  readonly log: PolicyLog;
  readonly onChange?: (change: PolicyChange) => void;
  readonly times?: WatchTimes;
};

/** The policy in force, always a revision that was read whole and without an error. */
export type PolicyStore = { readonly current: () => PolicyMatcher; readonly close: () => void };

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const keepsChanging = (directory: string): Problem => ({
  severity: 'error',
  code: 'unreadable-directory',
  file: directory,
  line: 1,
  column: 1,
  message: 'the files change while they are read',
});

const attempts = 5;

/** The files as they all were at one time; tried again a few times while they change. */
const readWhole = async ({ directory, names, readPolicy }: PolicyStoreOptions, { settle }: WatchTimes): Promise<{ readonly seen: string } & ReadPolicy> => {
  let seen = await fingerprint(directory, names);
  for (let left = attempts; left > 0; left -= 1) {
    const read = await readPolicyDirectory(directory, names);
    const now = await fingerprint(directory, names);
    if (now === seen) return { seen, ...('files' in read ? readPolicy(read.files, sha256) : read) };
    seen = now;
    await wait(settle);
  }
  return { seen, problems: [keepsChanging(directory)] };
};

// A broken file can have a problem in every line; `policy check` shows them all.
const logged = (problems: readonly Problem[]): readonly string[] =>
  problems.slice(0, 20).map(({ file, line, column, severity, code, message }) => `${file}:${line}:${column}: ${severity} ${code}: ${message}`);

const isError = ({ severity }: Problem): boolean => severity === 'error';

/** Takes a change up whole, or not at all. */
const takeUp = async (options: PolicyStoreOptions, times: WatchTimes, current: PolicyMatcher): Promise<PolicyMatcher> => {
  const { directory, log, onChange } = options;
  const { policy, problems } = await readWhole(options, times);
  if (policy === undefined) {
    const errors = problems.filter(isError);
    log.error('the changed policy has errors, the last good revision stays in force', { directory, revision: current.revision, errors: errors.length, problems: logged(errors) });
    onChange?.({ kind: 'rejected', kept: current.revision, problems });
    return current;
  }
  const { revision } = policy;
  const next = revision === current.revision ? current : await makeMatcher(policy, options.indexCandidates(policy));
  log.info(next === current ? 'the policy is the same as before' : 'a new policy revision is in force', { directory, revision, previous: current.revision, warnings: problems.length });
  onChange?.({ kind: 'loaded', revision, previous: current.revision, problems });
  return next;
};

/**
 * Loads a policy directory and, if asked to, keeps up with it. A directory with an error is no store, but the problems that it has;
 * once open, a store keeps its last good revision, whatever becomes of the directory.
 */
export const openPolicyStore = async (options: PolicyStoreOptions): Promise<{ readonly store: PolicyStore } | { readonly problems: readonly Problem[] }> => {
  const { directory, names, log, times = { settle: 150, poll: 2_000 } } = options;
  const { policy, problems, seen } = await readWhole(options, times);
  if (policy === undefined) return { problems };
  let current = await makeMatcher(policy, options.indexCandidates(policy));
  log.info('the policy is in force', { directory, revision: current.revision, warnings: problems.length });
  const changed = async (): Promise<void> => {
    try {
      current = await takeUp(options, times, current);
    } catch (error) {
      log.error('the changed policy could not be taken up, the last good revision stays in force', { directory, revision: current.revision, reason: error instanceof Error ? error.message : 'unknown' });
    }
  };
  const close = options.watch ? watchFiles({ directory, names, times, changed }, seen) : (): void => undefined;
  return { store: { current: () => current, close } };
};
