const weightOf = (coding: string): number => Number(/^[ \t]*q=([\d.]+)[ \t]*$/i.exec(coding.slice(coding.indexOf(';') + 1))?.[1] ?? NaN);

/** The weight of a coding by an `Accept-Encoding` header: 0 is "not acceptable"; undefined: nothing is said of it. */
const weights = (header: string): ReadonlyMap<string, number> =>
  new Map(header.toLowerCase().split(',').map((coding) => {
    const [name = ''] = coding.split(';', 1);
    return [name.trim().replace(/^x-gzip$/, 'gzip'), coding.includes(';') ? weightOf(coding) : 1] as const;
  }));

/** Whether a client takes gzip, and likes it no less than no coding at all (RFC 9110 section 12.5.3); a weight that is no number is none. */
export const acceptsGzip = (header: string | undefined): boolean => {
  const said = weights(header ?? '');
  const gzip = said.get('gzip') ?? said.get('*') ?? 0;
  return gzip > 0 && gzip >= (said.get('identity') ?? 0);
};
