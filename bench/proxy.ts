import type { AddressInfo } from 'node:net';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

// What the gateway is compared with: http-proxy-middleware alone on Express, as its README sets it up. It decides and records nothing.
const [target = ''] = process.argv.slice(2);

const app = express();
app.use(createProxyMiddleware({ target, changeOrigin: true }));
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http-proxy-middleware on port ${(server.address() as AddressInfo).port}\n`);
});
