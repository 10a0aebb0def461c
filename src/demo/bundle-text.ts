import type { Link } from './link-url.ts';

/** A Bundle to print; entries are JSON texts, so that the bytes of their resources pass unchanged. */
export type BundleParts = {
  readonly id: string;
  readonly type: 'searchset' | 'history';
  readonly lastUpdated: string;
  readonly total?: number;
  readonly links: readonly Link[];
  readonly entries: readonly string[];
};

/** Prints a Bundle as HAPI does: without links or matches the member is absent, not empty. */
export const bundleText = ({ id, type, lastUpdated, total, links, entries }: BundleParts): string => {
  const members = [
    `"resourceType":"Bundle","id":"${id}","meta":{"lastUpdated":"${lastUpdated}"},"type":"${type}"`,
    ...(total === undefined ? [] : [`"total":${total}`]),
    ...(links.length === 0 ? [] : [`"link":${JSON.stringify(links)}`]),
    ...(entries.length === 0 ? [] : [`"entry":[${entries.join()}]`]),
  ];
  return `{${members.join()}}`;
};
