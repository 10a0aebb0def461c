import { Agent, request } from 'undici';
import { jsonObject, type JsonObject } from './json-object.ts';

/** Fetches one JSON object; throws where it does not come in full, in time and as 200. */
export type FetchJson = (url: string, signal: AbortSignal) => Promise<JsonObject>;

const mostBytes = 256 * 1024;

/** A client for the documents of issuers: no redirects are followed and no more than 256 KiB are read. */
export const makeFetchJson = (): { readonly fetchJson: FetchJson; readonly close: () => Promise<void> } => {
  const agent = new Agent({ maxResponseSize: mostBytes, connections: 2 });
  const fetchJson: FetchJson = async (url, signal) => {
    const { statusCode, body } = await request(url, { dispatcher: agent, signal, headers: { accept: 'application/json' } });
    if (statusCode !== 200) {
      await body.dump({ limit: 16 * 1024, signal });
      throw new Error(`\`${url}\` answered with status ${statusCode}`);
    }
    const document = jsonObject(await body.text());
    if (document === undefined) throw new Error(`\`${url}\` did not answer with a JSON object`);
    return document;
  };
  return { fetchJson, close: () => agent.destroy() };
};
