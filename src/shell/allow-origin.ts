/** `Access-Control-Allow-Origin` for a request's Origin, by the origins that are allowed; undefined: none. */
export const allowOriginOf = (origins: readonly string[]) => (origin: string | undefined): string | undefined => {
  if (origins.includes('*')) return '*';
  return origin !== undefined && origins.includes(origin) ? origin : undefined;
};
