import { no, ok, type Result } from '../refusal.ts';

/** A request target in origin-form (RFC 9112 section 3.2.1), taken apart: path segments below the base, decoded once, and the raw query. */
export type Target = { readonly segments: readonly string[]; readonly query: string };

/** A name and a value of a query or form, decoded once. */
export type Pair = { readonly name: string; readonly value: string };

const segmentOf = (raw: string): string | undefined => {
  if (!/^[A-Za-z0-9\-._~!$&'()*+,=:@%]+$/.test(raw)) return undefined;
  if (!raw.includes('%')) return raw === '.' || raw === '..' ? undefined : raw;
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return undefined;
  const decoded = raw.replace(/%([0-9A-Fa-f]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  // Printable ASCII without `%`, `/`, `\`, `;`, `?` and `#`: nothing is left that another reader could decode again (A-003, A-013, A-017).
  return /^[!"$&'()*+,\-.0-9:<=>@A-Z[\]^_`a-z{|}~]+$/.test(decoded) && decoded !== '.' && decoded !== '..' ? decoded : undefined;
};

/** Takes a raw target apart. Anything that two readers could read differently is malformed (A-001 to A-023). */
export const parseTarget = (raw: string, basePath: string): Result<Target> => {
  if (!/^\/[\x21-\x7e]*$/.test(raw) || raw.includes('#')) return no('target-malformed');
  const mark = raw.indexOf('?');
  const path = mark < 0 ? raw : raw.slice(0, mark);
  const query = mark < 0 ? '' : raw.slice(mark + 1);
  if (path.includes('//') || path.includes('\\') || path.includes(';')) return no('target-malformed');
  if (path !== basePath && !path.startsWith(`${basePath}/`)) return no('path-unknown');
  const rest = path.slice(basePath.length + 1);
  const segments: string[] = [];
  if (rest !== '') {
    for (const piece of (rest.endsWith('/') ? rest.slice(0, -1) : rest).split('/')) {
      const segment = segmentOf(piece);
      if (segment === undefined) return no('target-malformed');
      segments.push(segment);
    }
  }
  return ok({ segments, query });
};

const decode = (raw: string): string | undefined => {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
};

// Names outside this grammar are dropped, trimmed or read otherwise by some server (A-056, A-067, A-076, A-081).
const nameGrammar = /^[A-Za-z_][A-Za-z0-9_-]*(?:[:.][A-Za-z_][A-Za-z0-9_-]*)*$/;

/** Reads `application/x-www-form-urlencoded` text; flat, in order, at most `limit` pairs. */
export const parsePairs = (text: string, limit: number): Result<readonly Pair[]> => {
  const pairs: Pair[] = [];
  if (text === '') return ok(pairs);
  for (const piece of text.split('&')) {
    if (piece === '') continue;
    if (pairs.length === limit) return no('too-many-parameters');
    const mark = piece.indexOf('=');
    const name = decode(mark < 0 ? piece : piece.slice(0, mark));
    const value = mark < 0 ? '' : decode(piece.slice(mark + 1));
    if (name === undefined || value === undefined || !nameGrammar.test(name)) return no('parameter-malformed');
    if (/[\x00-\x1f\x7f]/.test(value)) return no('parameter-malformed', { at: name });
    pairs.push({ name, value });
  }
  return ok(pairs);
};

/** Prints one pair, every character encoded that any reader could take for a delimiter. */
export const printPair = (name: string, value: string): string =>
  `${name}=${encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
