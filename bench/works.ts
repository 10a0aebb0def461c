/** One kind of request. */
export type Work = {
  readonly name: string;
  readonly path: string;
  readonly entries: number;
  /**
   * The target of the ratio to http-proxy-middleware alone in CPU time (issue "One request, end to end"); what has one is measured under
   * both policies, the rest under the smaller alone.
   */
  readonly most?: number;
  /** Requests of one measurement at 16 connections, and at one. */
  readonly requests: number;
  readonly single: number;
};

/** What is measured. All of it is what a patient asks about the own record, under a `patient/` scope. */
export const works: readonly Work[] = [
  { name: 'read 2 KB', path: 'Observation/bp0', entries: 0, most: 1.5, requests: 2000, single: 300 },
  { name: 'search 2 KB', path: 'Observation?subject=Patient/A&_count=1', entries: 1, most: 1.5, requests: 2000, single: 300 },
  { name: 'search 50 KB', path: 'Observation?subject=Patient/A&_count=26', entries: 26, most: 1.6, requests: 1000, single: 200 },
  { name: 'search 110 KB', path: 'Observation?subject=Patient/A&code=2339-0&_count=100', entries: 100, requests: 600, single: 150 },
  { name: 'search 1 MB', path: 'Observation?subject=Patient/A&code=24323-8&_count=100', entries: 100, requests: 120, single: 30 },
  { name: 'include 45 KB', path: 'Observation?subject=Patient/A&_count=20&_include=Observation:encounter', entries: 25, requests: 800, single: 150 },
  { name: 'revinclude 45 KB', path: 'Encounter?patient=A&_count=5&_revinclude=Observation:encounter', entries: 25, requests: 800, single: 150 },
];

/** The request as it goes over the wire; the same bytes to everybody. */
export const requestOf = (path: string, token: string, accept = 'application/fhir+json'): string =>
  `GET /fhir/${path} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept: ${accept}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
