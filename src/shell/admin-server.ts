import http, { type Server, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';

/** What must hold for the gateway to serve, by name. */
export type Readiness = () => Readonly<Record<string, boolean>>;

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store' });
  response.end(body);
};

const json = 'application/json; charset=utf-8';

const sendReadiness = (response: ServerResponse, readiness: Readiness): void => {
  const checks = readiness();
  const ready = Object.values(checks).every(Boolean);
  send(response, ready ? 200 : 503, json, JSON.stringify({ ready, checks }));
};

/** The operators' port: `/livez`, `/readyz`, `/metrics`, and nothing else. */
export const makeAdminServer = (readiness: Readiness, metrics: Metrics): Server =>
  http.createServer((request, response) => {
    if (request.method !== 'GET') send(response, 405, json, '{"error":"method not allowed"}');
    else if (request.url === '/livez') send(response, 200, json, '{"live":true}');
    else if (request.url === '/readyz') sendReadiness(response, readiness);
    else if (request.url === '/metrics') {
      metrics.text().then(
        (text) => { send(response, 200, metrics.contentType, text); },
        () => { send(response, 500, json, '{"error":"no metrics"}'); },
      );
    } else send(response, 404, json, '{"error":"not found"}');
  });
