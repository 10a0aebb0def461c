import type { Fault } from './faults.ts';
import type { Answer } from './responses.ts';
import { jsonAnswer, outcome } from './responses.ts';

const half = (body: string | Buffer): string | Buffer => (typeof body === 'string' ? body.slice(0, body.length >> 1) : body.subarray(0, body.length >> 1));

const mapText = (answer: Answer, change: (text: string) => string): Answer => ({ ...answer, body: change(answer.body.toString()) });

const leak = (text: string, resource: string, base: string): string => {
  const { resourceType, id } = JSON.parse(resource) as { readonly resourceType: string; readonly id: string };
  const entry = `{"fullUrl":"${base}/${resourceType}/${id}","resource":${resource},"search":{"mode":"match"}}`;
  return text.includes('"entry":[') ? text.replace('"entry":[', () => `"entry":[${entry},`) : text.replace(/\}$/, () => `,"entry":[${entry}]}`);
};

/** What an answer, with links on `base`, becomes under a fault of its content; faults of its delivery leave it as it is. */
export const misbehave = (answer: Answer, fault: Fault, base: string): Answer => {
  switch (fault.kind) {
    case 'leak':
      return mapText(answer, (text) => (text.startsWith('{"resourceType":"Bundle"') ? leak(text, fault.resource, base) : text));
    case 'swap':
      return { ...answer, status: 200, body: fault.resource };
    case 'truncate':
      return { ...answer, body: half(answer.body) };
    case 'status':
      return outcome(fault.status, `told to answer ${fault.status}`, fault.headers);
    case 'html':
      return { status: 200, headers: { 'Content-Type': 'text/html;charset=utf-8' }, body: '<!doctype html><title>Down for maintenance</title>' };
    case 'not-json':
      return jsonAnswer(200, 'resourceType: Patient');
    case 'duplicate-key':
      return mapText(answer, (text) => text.replace(/\}$/, ',"resourceType":"Patient"}'));
    case 'redirect':
      return { status: 302, headers: { Location: fault.to }, body: '' };
    case 'cut':
    case 'stall':
    case 'oversize':
    case 'drop':
      return answer;
  }
};
