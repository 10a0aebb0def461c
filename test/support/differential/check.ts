import assert from 'node:assert/strict';
import { addressed, type Asking, type Outcome } from './asking.ts';
import { checkCreate } from './check-create.ts';
import { checkInstance, checkWideHistory } from './check-instance.ts';
import { checkSearch } from './check-search.ts';
import type { DifferentialRequest } from './requests.ts';
import { send, wireOf, type Sent } from './send.ts';

const checkSent = (asking: Asking, request: DifferentialRequest, sent: Sent): Outcome | Promise<Outcome> => {
  switch (request.kind) {
    case 'search': return checkSearch(asking, request, sent);
    case 'create': return checkCreate(asking, request, sent);
    case 'wide-history': return checkWideHistory(asking, request, sent);
    case 'malformed':
      assert.equal(sent.status, 400, `${request.place}: ${sent.text.slice(0, 200)}`);
      assert.equal(sent.exchanges.length, 0, 'what does not parse never goes upstream');
      return { status: 400, given: 0, hidden: 0 };
    default: return checkInstance(asking, request, sent);
  }
};

// Of many the first and the last.
const upstream = ({ exchanges }: Sent): string => exchanges.filter((_, index) => index < 8 || index >= exchanges.length - 2).map(({ method, path, query }) => `\n  ${method} ${path.replace('/fhir', '')}?${decodeURIComponent(query)}`).join('');

/** Sends a request and holds all that came of it against the oracle. */
export const checkRequest = async (asking: Asking, written: DifferentialRequest): Promise<Outcome> => {
  const request = addressed(asking, written);
  const sent = await send(asking.place, wireOf(request), asking.token);
  try {
    return await checkSent(asking, request, sent);
  } catch (error) {
    if (error instanceof Error) error.message = `${error.message}\nanswered: ${sent.status}, after${upstream(sent)}`;
    throw error;
  }
};
