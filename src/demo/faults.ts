import type { Exchange } from './exchange.ts';

/** What the backend can be told to do wrong. */
export type Fault =
  /** Puts a resource that does not belong there first into a Bundle: as a match, unless told as what else. */
  | { readonly kind: 'leak'; readonly resource: string; readonly mode?: 'match' | 'include' | 'outcome' }
  /** Answers with this resource, whatever was asked for. */
  | { readonly kind: 'swap'; readonly resource: string }
  /** Takes no notice of a parameter, with whatever modifier or chain: answers everyone's, or leaves out no version. */
  | { readonly kind: 'ignore'; readonly param: string }
  /** A Bundle that says that it is of another type. */
  | { readonly kind: 'bundle-type'; readonly type: string }
  /** A Bundle that says that it goes on elsewhere. */
  | { readonly kind: 'next-link'; readonly url: string }
  /** Announces the whole length, sends half, and closes. */
  | { readonly kind: 'cut' }
  /** Well framed, but the JSON ends half way. */
  | { readonly kind: 'truncate' }
  /** Never answers, or sends half and then nothing. */
  | { readonly kind: 'stall'; readonly at: 'start' | 'middle' }
  /** An error status with an OperationOutcome: 401, 429, 500, 503 and the like. */
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** A page for people, `200` and `text/html`. */
  | { readonly kind: 'html' }
  /** The right media type over no JSON. */
  | { readonly kind: 'not-json' }
  /** The right answer in XML, which nobody asked for. */
  | { readonly kind: 'xml' }
  /** Compressed, whatever was asked for. */
  | { readonly kind: 'gzip' }
  /** JSON that says one thing twice. */
  | { readonly kind: 'duplicate-key' }
  /** The answer followed by white space, 12 MiB unless told otherwise, in chunks without announced length. */
  | { readonly kind: 'oversize'; readonly bytes?: number }
  | { readonly kind: 'redirect'; readonly to: string }
  /** Closes the connection without a word. */
  | { readonly kind: 'drop' };

type When = (exchange: Exchange) => boolean;
type Rule = { readonly fault: Fault; readonly when: When; readonly once: boolean };

/** How a test tells the backend to misbehave. A write takes effect all the same: only what is said of it is wrong. */
export type Faults = {
  /** For the next request of which `when` holds. */
  readonly once: (fault: Fault, when?: When) => void;
  /** For every such request, until cleared. */
  readonly always: (fault: Fault, when?: When) => void;
  readonly clear: () => void;
};

const any: When = () => true;

/** No faults yet; `take` gives the first that is for a request, and uses it up if it was for one only. */
export const createFaults = (): Faults & { readonly take: (exchange: Exchange) => Fault | undefined } => {
  const rules: Rule[] = [];
  return {
    once: (fault, when = any) => void rules.push({ fault, when, once: true }),
    always: (fault, when = any) => void rules.push({ fault, when, once: false }),
    clear: () => void rules.splice(0),
    take: (exchange) => {
      const at = rules.findIndex(({ when }) => when(exchange));
      const rule = rules[at];
      if (rule?.once) rules.splice(at, 1);
      return rule?.fault;
    },
  };
};
