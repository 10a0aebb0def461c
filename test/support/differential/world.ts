import assert from 'node:assert/strict';
import { startBackend, type Backend } from '../../../src/demo/backend.ts';
import { seedSteps } from '../crossing-data.ts';


/** JSON, as it was parsed. */
export type Json = Readonly<Record<string, unknown>>;

/** What is stored, in order: a version of a resource as text, or the deletion of `Type/id`. */
export type Stored = { readonly text: string } | { readonly gone: string };

/** What the backend holds, known besides from what was loaded. */
export type World = {
  readonly backend: Backend;
  /** Whether the gateway is told of the alias; else it is an address elsewhere. */
  readonly aliased: boolean;
  /** A text of a case as it is in this world: with the backend's own base, and the alias as what it is here. */
  readonly addressed: (text: string) => string;
  /** Every version under `Type/id`, oldest first, byte for byte; a deletion is undefined. */
  readonly versionsOf: (place: string) => readonly (string | undefined)[];
  /** The version that stands. */
  readonly currentOf: (place: string) => string | undefined;
  /** All ids of a type that stand or once stood. */
  readonly idsOf: (type: string) => readonly string[];
  /** A text as the oracle reads it: the backend's own address, which changes, under a base that the oracle knows. */
  readonly read: (text: string) => Json;
  /** Asks the backend itself for a place below its base, as nobody who is confined. */
  readonly ask: (place: string) => Promise<{ readonly status: number; readonly text: string }>;
  /** Takes down what was written under `Type/id` by way of the gateway. */
  readonly learn: (place: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

/** The base of the gateway; the oracle knows this one and the alias. */
export const ownBase = 'https://gw.example/fhir';
/** An alias of the backend's base, where the gateway is told of one. */
export const aliasBase = 'http://hapi:8080/fhir';

/** Stands in a text for the backend's own base. */
export const backendBase = 'http://backend.test/fhir';

const crossing: readonly Stored[] = seedSteps.map((step) => {
  if (step.method === 'DELETE') return { gone: step.path };
  return { text: 'text' in step ? step.text : JSON.stringify(step.body) };
});

const elsewhere = 'https://elsewhere.example/fhir';

/** Starts an embedded backend with the crossing data and more; it follows no reference, so what leads nowhere stays in. */
export const startWorld = async (more: readonly Stored[], aliased = true): Promise<World> => {
  const backend = await startBackend({ port: 0, integrity: false });
  const versions = new Map<string, (string | undefined)[]>();
  const read = new Map<string, Json>();

  const ask: World['ask'] = async (place) => {
    const reply = await fetch(`${backend.url}/${place}`, { headers: { accept: 'application/fhir+json' } });
    return { status: reply.status, text: await reply.text() };
  };
  const addressed: World['addressed'] = (text) => (aliased ? text : text.replaceAll(aliasBase, elsewhere)).replaceAll(backendBase, backend.url);
  const ids = new Map<string, string[]>();
  const add = (place: string, text: string | undefined): void => {
    const [type = '', id = ''] = place.split('/');
    if (!versions.has(place)) ids.set(type, [...(ids.get(type) ?? []), id]);
    versions.set(place, [...(versions.get(place) ?? []), text]);
  };
  for (const step of [...crossing, ...more]) {
    if ('text' in step) {
      const { type, id, text } = backend.put(addressed(step.text));
      add(`${type}/${id}`, text);
    } else {
      assert.ok((await fetch(`${backend.url}/${step.gone}`, { method: 'DELETE' })).ok);
      add(step.gone, undefined);
    }
  }

  return {
    backend, aliased, addressed, ask,
    versionsOf: (place) => versions.get(place) ?? [],
    currentOf: (place) => versions.get(place)?.at(-1),
    idsOf: (type) => ids.get(type) ?? [],
    read: (text) => {
      const known = read.get(text) ?? (JSON.parse(text.replaceAll(backend.url, aliasBase)) as Json);
      read.set(text, known);
      return known;
    },
    learn: async (place) => {
      const { status, text } = await ask(place);
      assert.equal(status, 200, `${place} is stored`);
      add(place, text);
      return text;
    },
    close: backend.close,
  };
};
