import { aliasBase, ownBase } from './world.ts';

/** What a reference says, as docs/ownership.md reads it. */
export type Reading = { readonly place: string; readonly type: string; readonly id: string; readonly versioned: boolean; /** Spelled relatively, as every backend follows it. */ readonly plain: boolean } | 'nobody' | 'unclear';

const id = /^[A-Za-z0-9.-]{1,64}$/;

/** A resource of this server under any of its bases; another server's or a contained one is nobody's; what no reader can be sure of is unclear. */
export const readReference = (text: string): Reading => {
  if (text.startsWith('#') || text.startsWith('urn:')) return 'nobody';
  const base = [ownBase, aliasBase].find((one) => text.startsWith(`${one}/`));
  if (base === undefined && /^[a-z]+:/.test(text)) return 'nobody';
  const [type = '', first = '', history, version, ...more] = (base === undefined ? text : text.slice(base.length + 1)).split('/');
  const versioned = history === '_history' && version !== undefined && id.test(version) && more.length === 0;
  if (!/^[A-Z][A-Za-z]+$/.test(type) || !id.test(first) || (history !== undefined && !versioned)) return 'unclear';
  return { place: `${type}/${first}`, type, id: first, versioned, plain: base === undefined };
};

/** The text of a Reference, or of a uri that stands for one; undefined where it has none. */
export const textOf = (element: unknown): string | undefined => {
  if (typeof element === 'string') return element;
  const reference = typeof element === 'object' && element !== null ? (element as { readonly reference?: unknown }).reference : undefined;
  return typeof reference === 'string' ? reference : undefined;
};
