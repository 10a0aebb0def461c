import type { Feature } from '../case.ts';
import { clinician, officer, patientA, patientB, type Persona } from '../personas.ts';

const json = { Accept: 'application/fhir+json' };
const notFound = { status: 404, refusal: 'not-found' } as const;
const auditor: Persona = { claims: { sub: 'auditor', roles: ['auditor'], scope: 'user/*.rs' }, sees: 'everyone' };

/** Binaries by their documents: each spelling of the address, and every document that has it (deciding.md, row Binary; ). */
export const documents: Feature = {
  name: 'documents of Binaries',
  exchange: "timeout: 20s, aliases: ['http://inner.example.org/fhir']",
  cases: [
    { name: 'named by a relative address', as: patientA, request: { path: 'Binary/bin-a-doc', headers: json }, expect: { status: 200, resources: ['Binary/bin-a-doc'] } },
    { name: 'on the gateway\'s base', as: patientA, request: { path: 'Binary/bin-a-gateway', headers: json }, expect: { status: 200, resources: ['Binary/bin-a-gateway'] } },
    { name: 'on another base of the backend', as: patientA, request: { path: 'Binary/bin-a-backend', headers: json }, expect: { status: 200, resources: ['Binary/bin-a-backend'] } },
    { name: 'its content', as: patientA, request: { path: 'Binary/bin-a-backend' }, expect: { status: 200, contains: ['content of bin-a-backend'] } },
    { name: 'A-174 to nobody else', as: patientB, request: { path: 'Binary/bin-a-backend' }, expect: notFound },
    { name: 'A-102 one that a document of each patient names is neither\'s', as: patientA, request: { path: 'Binary/bin-ab', headers: json }, expect: notFound },
    { name: 'A-102 nor its content', as: patientB, request: { path: 'Binary/bin-ab' }, expect: notFound },
    { name: 'but the officer\'s', as: officer, request: { path: 'Binary/bin-ab' }, expect: { status: 200, contains: ['content of bin-ab'] } },
    { name: 'a clinician, of the launch patient', as: clinician, request: { path: 'Binary/bin-a-gateway' }, expect: { status: 200, contains: ['content of bin-a-gateway'] } },
    { name: 'HEAD', as: patientB, request: { method: 'HEAD', path: 'Binary/bin-a-gateway' }, expect: { status: 404, body: 'none', headers: { 'content-disposition': undefined } } },
    { name: 'a version', as: patientA, request: { path: 'Binary/bin-ab/_history/1', headers: json }, expect: notFound },
  ],
};

/** What holds others: documents by reference are their subject's, those that hold whole resources are hidden. */
export const bundled: Feature = {
  name: 'stored documents',
  policies: 'wide',
  cases: [
    { name: 'A-176 a stored Bundle is hidden from patients, whatever is in it', as: patientA, request: { path: 'Bundle/bundle-of-b' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'A-176 also from whom it is about', as: patientB, request: { path: 'Bundle/bundle-of-b' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'A-176 nor is it searched', as: patientA, request: { path: 'Bundle?_id=bundle-of-b' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'A-176 who reaches everyone reads it', as: auditor, request: { path: 'Bundle/bundle-of-b' }, expect: { status: 200, resources: ['Bundle/bundle-of-b'] } },
    { name: 'A-176 a Composition is its subject\'s, and names what it names', as: patientA, request: { path: 'Composition/comp-a' }, expect: { status: 200, resources: ['Composition/comp-a'], contains: ['Observation/b1'] } },
    { name: 'A-176 and brings of it what is the caller\'s', as: patientA, request: { path: 'Composition?_include=Composition:entry' }, expect: { status: 200, resources: ['Composition/comp-a', 'Observation/a1'], included: ['Observation/a1'] } },
    { name: 'A-176 to no other patient', as: patientB, request: { path: 'Composition/comp-a' }, expect: notFound },
    { name: 'A-176 a list brings what is the caller\'s', as: patientA, request: { path: 'List?_include=List:item' }, expect: { status: 200, resources: ['List/list-a-of-b1', 'Observation/a1'], included: ['Observation/a1'] } },
  ],
};
