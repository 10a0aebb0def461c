import type { Server } from 'node:http';

/** Listens; the port, which differs from the one asked for where that was 0, or why it cannot. */
export const listenOn = (server: Server, host: string, port: number): Promise<number | { readonly problem: string }> =>
  new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ problem: error.code === 'EADDRINUSE' ? `port \`${port}\` on \`${host}\` is taken` : `cannot listen on ${host}:${port}: ${error.code ?? error.message}` });
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
