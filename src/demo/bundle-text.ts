import type { Link } from './link-url.ts';
import { subsetted } from './take-elements.ts';

/** A Bundle to print; entries are JSON texts, so that the bytes of their resources pass unchanged. */
export type BundleParts = {
  readonly id: string;
  readonly type: 'searchset' | 'history';
  readonly lastUpdated: string;
  /** Whether a tag says that what it holds is not whole. */
  readonly marked?: boolean;
  readonly total?: number | undefined;
  readonly links: readonly Link[];
  readonly entries: readonly string[];
};

/** Prints a Bundle as HAPI does: without links or matches the member is absent, not empty. */
export const bundleText = ({ id, type, lastUpdated, marked = false, total, links, entries }: BundleParts): string => {
  const meta = `{"lastUpdated":"${lastUpdated}"${marked ? `,"tag":[${subsetted}]` : ''}}`;
  const members = [
    `"resourceType":"Bundle","id":"${id}","meta":${meta},"type":"${type}"`,
    ...(total === undefined ? [] : [`"total":${total}`]),
    ...(links.length === 0 ? [] : [`"link":${JSON.stringify(links)}`]),
    ...(entries.length === 0 ? [] : [`"entry":[${entries.join()}]`]),
  ];
  return `{${members.join()}}`;
};
