import type { Feature } from '../case.ts';
import { having, officer, weakOfficer, type Persona } from '../personas.ts';

const challenge = 'Bearer realm="http://localhost:8080/fhir", error="insufficient_user_authentication", error_description="a stronger or more recent authentication is needed", max_age="900"';
const stepUp = { status: 401, refusal: 'step-up', headers: { 'www-authenticate': challenge } } as const;
const before = { ...stepUp, upstream: 'nothing', decision: { decision: 'deny', gate: 'confinement', refusal: 'step-up' } } as const;

/** `mfa`: rows that count after strong and recent authentication, and the challenge that asks for it (RFC 9470; R-075; deciding.md, "Grants"). */
export const strongAuthentication: Feature = {
  name: 'strong authentication',
  cases: [
    { name: 'after a second factor the privacy officer reads', as: officer, request: { path: 'Observation/b1' }, expect: { status: 200, resources: ['Observation/b1'], decision: { terms: ['mfa'], strength: { acr: 'aal2', amr: ['pwd', 'mfa'], strong: true } }, outcome: { terms: ['mfa'] } } },
    { name: 'after a password the answer asks for more, before anything is sent', as: weakOfficer, request: { path: 'Observation/b1' }, expect: { ...before, decision: { ...before.decision, strength: { amr: ['pwd'], strong: false } } } },
    { name: 'for what is absent as well', as: weakOfficer, request: { path: 'Observation/absent' }, expect: before },
    { name: 'for a search', as: weakOfficer, request: { path: 'Observation' }, expect: before },
    { name: 'a second factor 14 minutes ago is recent', as: { ...officer, signedInFor: 14 * 60 }, request: { path: 'Observation/b1' }, expect: { status: 200 } },
    { name: 'A-204 16 minutes ago is not', as: { ...officer, signedInFor: 16 * 60 }, request: { path: 'Observation/b1' }, expect: before },
    { name: 'in the future is not', as: { ...officer, signedInFor: -600 }, request: { path: 'Observation/b1' }, expect: before },
    { name: 'at no time is not', as: having({ claims: officer.claims, sees: 'everyone' }, {}), request: { path: 'Observation/b1' }, expect: before },
    { name: 'at what is no time is not', as: having(officer, { auth_time: 'now' }), request: { path: 'Observation/b1' }, expect: before },
    { name: 'what needs no second factor is served without', as: weakOfficer, request: { path: 'Practitioner/77' }, expect: { status: 200, resources: ['Practitioner/77'] } },
    { name: 'where no row would help, none is asked for', as: weakOfficer, request: { path: 'Task/task-a' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'nor where the scope is missing', as: having(weakOfficer, { scope: 'user/Patient.rs' }), request: { path: 'Observation/b1' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
  ],
};

/** Who sees the own care teams' patients without, and everyone with a second factor. */
const duty: Persona = { claims: { sub: 'd.duty', fhirUser: 'Practitioner/77', roles: ['duty'], scope: 'user/*.cruds', acr: 'aal1', amr: ['pwd'] }, sees: ['A'], signedInFor: 60 };
const strongDuty: Persona = { ...having(duty, { amr: ['mfa'] }), sees: 'everyone' };
const guest: Persona = { claims: { sub: 'g.guest', roles: ['guest'], patient: 'A', scope: 'patient/*.rs' }, sees: ['A'], signedInFor: 60 };
const procedureOf = (patient: string) => ({ method: 'POST', path: 'Procedure', body: { resourceType: 'Procedure', status: 'completed', subject: { reference: `Patient/${patient}` } } }) as const;

/** Where stronger authentication would widen the reach, its challenge stands in the place of "not found" (deciding.md, "Grants"). */
export const widening: Feature = {
  name: 'step-up that widens',
  policies: 'stepped',
  cases: [
    { name: 'the own care team is served without', as: duty, request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'], decision: { reach: ['careteam'], confinement: ['A'] } } },
    { name: 'what is not visible asks for more', as: duty, request: { path: 'Observation/b1' }, expect: { ...stepUp, decision: { decision: 'permit' }, outcome: { refusal: 'step-up', status: 401 } } },
    { name: 'decision 6: and so does what is absent', as: duty, request: { path: 'Observation/absent' }, expect: { ...stepUp, outcome: { refusal: 'step-up' } } },
    { name: 'and what was deleted', as: duty, request: { path: 'Observation/deleted-b' }, expect: stepUp },
    { name: 'a version', as: duty, request: { path: 'Observation/b1/_history/1' }, expect: stepUp },
    { name: 'a history', as: duty, request: { path: 'Observation/b1/_history' }, expect: stepUp },
    { name: 'a search that names only patients outside', as: duty, request: { path: 'Condition?patient=B' }, expect: before },
    { name: 'a search that names nobody is served as it is', as: duty, request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'a submitted body outside', as: duty, request: procedureOf('B'), expect: before },
    { name: 'after a second factor the same is found', as: strongDuty, request: { path: 'Observation/b1' }, expect: { status: 200, resources: ['Observation/b1'] } },
    { name: 'and absent is absent', as: strongDuty, request: { path: 'Observation/absent' }, expect: { status: 404, refusal: 'not-found' } },
    { name: 'R-101 a deny row is not stepped over', as: having(strongDuty, { roles: ['barred'] }), request: { path: 'Condition/cond-b' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'nor behind a chain', as: having(strongDuty, { roles: ['barred'] }), request: { path: 'Patient?_has:Condition:patient:code=38341003' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'nor by an include', as: having(strongDuty, { roles: ['barred'] }), request: { path: 'Patient?_revinclude=Condition:patient' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'a history of a type asks for more', as: duty, request: { path: 'Condition/_history' }, expect: { ...stepUp, decision: { decision: 'deny' } } },
    { name: 'which is served after a second factor', as: strongDuty, request: { path: 'Condition/_history' }, expect: { status: 200, total: 2 } },
    { name: 'what a chain needs a second factor for asks for it', as: having(duty, { roles: ['vault'], amr: ['pwd'] }), request: { path: 'Patient?_has:Condition:patient:code=38341003' }, expect: before },
    { name: 'a condition of the client does not go before the challenge', as: duty, request: { path: 'Observation/b1', headers: { 'If-None-Match': 'W/"1"' } }, expect: stepUp },
    { name: 'several types, of the care team', as: duty, request: { path: '?_type=Condition,Patient' }, expect: { status: 200, resources: ['Condition/cond-a', 'Patient/A'] } },
    { name: 'several types that name a patient outside ask for more', as: duty, request: { path: '?_type=Condition,Observation&patient=B' }, expect: before },
    { name: 'nor is there a challenge for it', as: having(duty, { roles: ['barred'] }), request: { path: 'Condition/cond-b' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'under patient scopes nothing would widen: not found', as: guest, request: { path: 'Observation/b1' }, expect: { status: 404, refusal: 'not-found' } },
    { name: 'and what is the launch patient\'s is served', as: guest, request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
  ],
};
