import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One response as it stood on the wire; names of headers in lower case. */
export type RawResponse = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** What a socket got for what was written to it, and whether the server closed it. */
export type RawExchange = { readonly responses: readonly RawResponse[]; readonly closed: boolean; /** What is no whole response. */ readonly rest: string };

const headOf = (text: string): { readonly response: RawResponse; readonly rest: string } | undefined => {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map((each) => [each.slice(0, each.indexOf(':')).toLowerCase(), each.slice(each.indexOf(':') + 1).trim()]));
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1] ?? 0);
  const length = Number(headers['content-length'] ?? 0);
  const whole = end + 4 + length;
  if (text.length < whole) return undefined;
  return { response: { status, headers, body: text.slice(end + 4, whole) }, rest: text.slice(whole) };
};

const responsesIn = (text: string): Pick<RawExchange, 'responses' | 'rest'> => {
  const responses: RawResponse[] = [];
  let rest = text;
  for (let found = headOf(rest); found !== undefined; found = headOf(rest)) {
    // An interim response (100 Continue) is no answer.
    if (found.response.status >= 200) responses.push(found.response);
    rest = found.rest;
  }
  return { responses, rest };
};

/** How long a server that answered is given to close what it did not say it would close: what is open then, it keeps open. */
const grace = 25;

/**
 * Writes bytes to a loopback port, piece by piece where several are given, and reads until `wanted` responses came and the server closed or
 * let some time pass, or until `patience` (ms) is over. No HTTP library touches a byte of it.
 */
export const exchangeRaw = async (port: number, pieces: readonly (string | Buffer)[], { wanted = 1, patience = 3000 } = {}): Promise<RawExchange> => {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const connection = { closed: false };
  socket.setEncoding('latin1').on('data', (chunk: string) => { text += chunk; });
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      connection.closed = true;
      resolve();
    };
    // A server that has answered need not read what is still to come.
    socket.on('end', end).on('close', end).on('error', end);
  });
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await sleep(20);
  }
  const deadline = Date.now() + patience;
  while (!connection.closed && Date.now() < deadline && responsesIn(text).responses.length < wanted) await Promise.race([ended, sleep(5)]);
  const said = responsesIn(text).responses.at(-1)?.headers['connection'];
  if (!connection.closed) await Promise.race([ended, sleep(said === 'close' ? patience : grace)]);
  socket.destroy();
  return { ...responsesIn(text), closed: connection.closed };
};
