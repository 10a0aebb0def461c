import { no, ok, type Result } from '../refusal.ts';
import { pickKey, readKeySet, type KeySet, type VerificationKey } from './key-set.ts';
import type { TokenHeader } from './read-token-header.ts';
import { makeSteadyClock } from './steady-clock.ts';
import type { TokenRules } from './token-rules.ts';

/** The keys of one issuer, kept fresh. */
export type IssuerKeys = {
  /** The key that a token names; a key that is not known is looked for at the issuer. */
  readonly find: (header: TokenHeader) => Promise<Result<VerificationKey>>;
  /** Whether the issuer still shows the key. */
  readonly holds: (key: VerificationKey) => boolean;
  /** Whether there is any key to verify with. */
  readonly ready: () => boolean;
  /** Starts a fetch in the background if one is due. */
  readonly refresh: () => void;
};

/** Where key changes and failed fetches are reported. */
export type KeyLog = { readonly info: (message: string) => void; readonly warn: (message: string) => void };

// So many fetches for unknown keys at once; after them one per `cooldown`. A flood of made-up keys costs no more, and a key that
// really is new is found at once without a flood, and within one `cooldown` under one.
const allowance = 3;

// Milliseconds between attempts while the issuer fails, doubled from the first to the last.
const firstPause = 1_000;
const longestPause = 10_000;

// Several addresses that all refuse make an error without a message.
const reasonOf = (error: unknown): string => (error instanceof Error && error.message !== '' ? error.message : 'it cannot be reached');

/**
 * Keeps an issuer's keys: fetched anew after `maxAge` while the old ones serve, for at most `maxStale` after the last good fetch; withdrawn
 * keys are gone with the next one. `fetchKeys` gives the members of the JWK Set or rejects.
 */
export const makeIssuerKeys = (
  { issuer, jwks: { maxAge, cooldown, maxStale } }: Pick<TokenRules, 'issuer' | 'jwks'>,
  { fetchKeys, now, log }: { readonly fetchKeys: () => Promise<readonly unknown[]>; readonly now: () => number; readonly log: KeyLog },
): IssuerKeys => {
  // A clock that is set back must not put off the next fetch.
  const clock = makeSteadyClock(now);
  let keys: KeySet = [];
  let fetchedAt = -Infinity;
  let dueAt = -Infinity;
  let allowedUntil = -Infinity;
  let failures = 0;
  let trouble: string | undefined;
  let underWay: Promise<void> | undefined;

  const current = (): KeySet => (clock() - fetchedAt <= maxStale ? keys : []);

  const succeed = (members: readonly unknown[]): void => {
    const fresh = readKeySet(members, keys);
    const changed = fresh.length !== keys.length || fresh.some((key) => !keys.includes(key));
    const report = `issuer \`${issuer}\` shows ${members.length} keys, ${fresh.length} of them usable`;
    // No usable key is what an issuer says that withdrew them all, and is believed.
    if (fresh.length === 0) log.warn(report);
    else if (changed || trouble !== undefined) log.info(report);
    keys = fresh;
    fetchedAt = clock();
    dueAt = fetchedAt + maxAge;
    failures = 0;
    trouble = undefined;
  };
  const fail = (error: unknown): void => {
    dueAt = clock() + Math.min(firstPause * 2 ** failures, longestPause);
    failures += 1;
    const reason = reasonOf(error);
    if (reason !== trouble) log.warn(`the keys of issuer \`${issuer}\` cannot be fetched: ${reason}`);
    trouble = reason;
  };
  const attempt = async (): Promise<void> => {
    await fetchKeys().then(succeed).catch(fail);
    underWay = undefined;
  };
  const fetchOnce = (): Promise<void> => (underWay ??= attempt());
  const refresh = (): void => {
    if (clock() >= dueAt) void fetchOnce();
  };
  const isAllowed = (): boolean => {
    const from = Math.max(allowedUntil, clock());
    if (from - clock() > (allowance - 1) * cooldown) return false;
    allowedUntil = from + cooldown;
    return true;
  };

  const find: IssuerKeys['find'] = async ({ alg, kid }) => {
    refresh();
    let key = pickKey(current(), alg, kid);
    // While the issuer fails nobody waits for it: the next attempt is made in the background.
    if (key === undefined && trouble === undefined && (underWay !== undefined || isAllowed())) {
      await fetchOnce();
      key = pickKey(current(), alg, kid);
    }
    if (key === 'unfit') return no('token-invalid', { detail: 'no one key of the issuer fits `alg` and `kid`' });
    if (key !== undefined) return ok(key);
    return trouble !== undefined || current().length === 0 ? no('keys-unavailable') : no('token-invalid', { detail: 'the issuer shows no such key' });
  };

  return { find, holds: (key) => current().includes(key), ready: () => current().length > 0, refresh };
};
