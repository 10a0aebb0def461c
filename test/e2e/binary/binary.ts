import type { Feature } from '../case.ts';
import { clinician, etl, having, officer, patientA, patientB } from '../personas.ts';

const json = { Accept: 'application/fhir+json' };
const notFound = { status: 404, refusal: 'not-found' } as const;

/** What a raw answer carries: the content's type, for saving and not for showing. */
const saved = (type: string, length: number) => ({
  'content-type': type, 'content-length': String(length), 'content-disposition': 'attachment', 'content-security-policy': "default-src 'none'; sandbox", etag: 'W/"1"', 'content-location': undefined,
});

/** Binary: by its securityContext, else by the documents that refer to it (R4 binary; deciding.md, row Binary; ). */
export const binary: Feature = {
  name: 'Binary',
  cases: [
    { name: 'as JSON, of the patient in its securityContext', as: patientA, request: { path: 'Binary/bin-a', headers: json }, expect: { status: 200, resources: ['Binary/bin-a'], contains: ['"data":'], upstream: ['GET Binary/bin-a'] } },
    { name: 'A-174 and of no other', as: patientA, request: { path: 'Binary/bin-b', headers: json }, expect: notFound },
    { name: '`_format` asks for JSON as well', as: patientB, request: { path: 'Binary/bin-b?_format=json' }, expect: { status: 200, resources: ['Binary/bin-b'] } },
    {
      name: 'its content, streamed after a checked look-up', as: patientA, request: { path: 'Binary/bin-a' },
      expect: {
        status: 200, contains: ['%PDF-1.4 of A'], headers: saved('application/pdf', 13), upstream: ['GET Binary/bin-a?_elements=securityContext', 'GET Binary/bin-a'],
        decision: { interaction: 'read', type: 'Binary', id: 'bin-a', decision: 'permit' }, outcome: { status: 200, streamed: true, returned: { count: 1, filtered: 0, breach: 0 }, patients: ['A'] }, streamEnd: { bytes: 13, complete: true },
      },
    },
    { name: 'A-174 and not another\'s: the content is not asked for', as: patientA, request: { path: 'Binary/bin-b' }, expect: { ...notFound, upstream: ['GET Binary/bin-b?_elements=securityContext', 'GET DocumentReference?location=Binary%2Fbin-b&_count=1000', 'GET Patient?_id=bin-b&_count=1000'], outcome: { refusal: 'not-found', returned: { filtered: 1 } } } },
    { name: 'by a picture\'s Accept', as: patientA, request: { path: 'Binary/bin-a', headers: { Accept: 'application/pdf, image/*' } }, expect: { status: 200, contains: ['%PDF-1.4 of A'] } },
    { name: 'HEAD tells its type and length', as: patientA, request: { method: 'HEAD', path: 'Binary/bin-a' }, expect: { status: 200, body: 'none', headers: { 'content-type': 'application/pdf', 'content-disposition': 'attachment' }, upstream: ['GET Binary/bin-a?_elements=securityContext', 'HEAD Binary/bin-a'] } },
    { name: 'A-027 and nothing of another\'s', as: patientA, request: { method: 'HEAD', path: 'Binary/bin-b' }, expect: { status: 404, body: 'none', headers: { 'content-disposition': undefined } } },
    { name: 'A-047 ranges are not passed on', as: patientA, request: { path: 'Binary/bin-a', headers: { Range: 'bytes=0-3' } }, expect: { status: 200, contains: ['%PDF-1.4 of A'] } },
    { name: 'A-047 what has not changed is not sent again, after the check', as: patientA, request: { path: 'Binary/bin-a', headers: { 'If-None-Match': 'W/"1"' } }, expect: { status: 304, body: 'none', upstream: ['GET Binary/bin-a?_elements=securityContext'] } },
    { name: 'A-047 and of another\'s it tells nothing', as: patientA, request: { path: 'Binary/bin-b', headers: { 'If-None-Match': 'W/"1"' } }, expect: notFound },
    { name: 'by a resource in its securityContext that is visible', as: patientA, request: { path: 'Binary/bin-a1' }, expect: { status: 200, contains: ['plot of a1'], upstream: ['GET Binary/bin-a1?_elements=securityContext', 'GET Observation?_id=a1&_count=1000', 'GET Binary/bin-a1'] } },
    { name: 'and by one that is not: not', as: patientB, request: { path: 'Binary/bin-a1' }, expect: notFound },
    { name: 'nor where the scopes do not reach that resource', as: having(patientA, { scope: 'patient/Binary.rs' }), request: { path: 'Binary/bin-a1' }, expect: notFound },
    { name: 'without one, by the document that refers to it', as: patientA, request: { path: 'Binary/bin-a-doc' }, expect: { status: 200, contains: ['letter of A'], headers: { 'content-type': /^text\/plain/, 'content-disposition': 'attachment' } } },
    { name: 'as JSON as well', as: patientA, request: { path: 'Binary/bin-a-doc', headers: json }, expect: { status: 200, resources: ['Binary/bin-a-doc'] } },
    { name: 'A-174 and not by a document of another', as: patientA, request: { path: 'Binary/bin-b-doc' }, expect: notFound },
    { name: 'nor where the scopes do not reach the document', as: having(patientA, { scope: 'patient/Binary.rs' }), request: { path: 'Binary/bin-a-doc' }, expect: notFound },
    { name: 'what nobody refers to is nobody\'s', as: patientA, request: { path: 'Binary/bin-unreferenced' }, expect: notFound },
    { name: 'but to who reaches everyone, without looking', as: officer, request: { path: 'Binary/bin-unreferenced' }, expect: { status: 200, contains: ['of nobody'], upstream: ['GET Binary/bin-unreferenced?_elements=securityContext', 'GET Binary/bin-unreferenced'], outcome: { patients: [] } } },
    { name: 'a clinician, of the launch patient', as: clinician, request: { path: 'Binary/bin-a' }, expect: { status: 200, contains: ['%PDF-1.4 of A'] } },
    { name: 'a version of it, as JSON', as: patientA, request: { path: 'Binary/bin-a/_history/1', headers: json }, expect: { status: 200, resources: ['Binary/bin-a'] } },
    { name: 'and of another\'s not', as: patientA, request: { path: 'Binary/bin-b/_history/1', headers: json }, expect: notFound },
    { name: 'a confined search of Binary is none', as: patientA, request: { path: 'Binary?_id=bin-a' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'who may see no documents, sees no content', as: etl, request: { path: 'Binary/bin-a' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'without the letter r nothing', as: having(patientA, { scope: 'patient/Binary.s' }), request: { path: 'Binary/bin-a' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'absent', as: patientA, request: { path: 'Binary/absent' }, expect: notFound },
    { name: 'R-187 XML of a Binary is not its content', as: patientA, request: { path: 'Binary/bin-a', headers: { Accept: 'application/fhir+xml' } }, expect: { status: 406, refusal: 'not-acceptable', upstream: 'nothing' } },
    { name: 'A-175 raw content is not taken in', as: clinician, request: { method: 'POST', path: 'Binary', headers: { 'Content-Type': 'text/html', 'X-Security-Context': 'Patient/B' }, body: '<script>1</script>' }, expect: { status: 415, refusal: 'unsupported-media-type', upstream: 'nothing' } },
  ],
};
