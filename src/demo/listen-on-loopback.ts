import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIPv4 } from 'node:net';

const isLoopback = (host: string): boolean => host === '::1' || (isIPv4(host) && host.startsWith('127.'));

/**
 * Lets a server of the demo listen, and gives its origin and port (0 asks for a free one). Rejects for a host that is not a loopback
 * address, as nothing here asks who is calling, and for a taken port.
 */
export const listenOnLoopback = async (server: Server, host: string, port: number): Promise<{ readonly origin: string; readonly port: number }> => {
  if (!isLoopback(host)) throw new Error(`the demo serves loopback addresses only: give it \`127.0.0.1\` or \`::1\`, not \`${host}\``);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`port \`${port}\` on \`${host}\` is taken`, { cause: error });
  }
  const address = server.address();
  const bound = address === null || typeof address === 'string' ? port : address.port;
  return { origin: `http://${isIPv4(host) ? host : `[${host}]`}:${bound}`, port: bound };
};
