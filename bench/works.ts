/** One kind of request; `most` is the target of the ratio to http-proxy-middleware alone in CPU time (issue "One request, end to end"). */
export type Work = { readonly name: string; readonly path: string; readonly entries: number; readonly most: number; /** Requests of one measurement at 16 connections, and at one. */ readonly requests: number; readonly single: number };

/** What is measured. All of it is what a patient asks about the own record, under a `patient/` scope. */
export const works: readonly Work[] = [
  { name: 'read 2 KB', path: 'Observation/bp0', entries: 0, most: 1.5, requests: 5000, single: 1000 },
  { name: 'search 2 KB', path: 'Observation?subject=Patient/A&_count=1', entries: 1, most: 1.5, requests: 5000, single: 1000 },
  { name: 'search 50 KB', path: 'Observation?subject=Patient/A&_count=26', entries: 26, most: 1.6, requests: 2500, single: 600 },
];

/** The request as it goes over the wire; the same bytes to everybody. */
export const requestOf = ({ path }: Work, token: string): string =>
  `GET /fhir/${path} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept: application/fhir+json\r\nAuthorization: Bearer ${token}\r\n\r\n`;
