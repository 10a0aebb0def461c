import type { Link } from './link-url.ts';
import { linkUrl, sortedPairs } from './link-url.ts';

/** Where a page stands that is found by its `_offset`. */
export type OffsetPage = { readonly path: string; readonly self: string; readonly params: URLSearchParams; readonly offset: number; readonly count: number; readonly more: boolean };

/** The links of a page by `_offset`: the address itself with another offset, its parameters sorted, the cursor in plain sight. */
export const offsetLinks = ({ path, self, params, offset, count, more }: OffsetPage): readonly Link[] => {
  const page = (at: number): string => {
    const moved = new URLSearchParams(params);
    moved.set('_count', String(count));
    moved.set('_offset', String(at));
    return linkUrl(path, sortedPairs(moved));
  };
  return [
    { relation: 'self', url: self },
    ...(more ? [{ relation: 'next', url: page(offset + count) } as const] : []),
    ...(offset > 0 ? [{ relation: 'previous', url: page(Math.max(0, offset - count)) } as const] : []),
  ];
};
