import type { Case, Feature } from '../case.ts';
import { having } from '../personas.ts';
import { patient, patientWith, physician, type usCoreTypes } from './people.ts';
import { ownedSearches } from './searches.ts';

const noScope = { status: 403, refusal: 'insufficient-scope', upstream: 'nothing', decision: { gate: 'scope' } } as const;
const names: Readonly<Partial<Record<(typeof usCoreTypes)[number], string>>> = {
  AllergyIntolerance: 'uc1-nuts', CarePlan: 'uc1-plan', CareTeam: 'uc1-team', Condition: 'uc1-problem', Device: 'uc1-pump', DiagnosticReport: 'uc1-panel', DocumentReference: 'uc1-visit-note', Encounter: 'uc1-visit',
  Goal: 'uc1-weight', Immunization: 'uc1-flu', MedicationRequest: 'uc1-rx', Observation: 'uc1-bp', Procedure: 'uc1-endoscopy', ServiceRequest: 'uc1-lab-order',
};

const first = (type: string): string => {
  const [[query] = ['patient=uc1']] = ownedSearches[type as keyof typeof ownedSearches] ?? [];
  return query;
};

/** Half of the types, in turn, as the (g)(10) test kit lets a user deselect them. */
const restricted = (permission: 'rs' | 'read', rest: 0 | 1): readonly Case[] => {
  const types = Object.keys(names).map((type, at) => ({ type, granted: at % 2 === rest }));
  const scopes = types.filter(({ granted }) => granted).map(({ type }) => `patient/${type}.${permission}`);
  const as = patientWith('patient/Patient.read', ...scopes);
  return types.map(({ type, granted }): Case => {
    const place = `${type}/${names[type as keyof typeof names]}`;
    return {
      name: `R-185 ${type} ${granted ? 'with' : 'without'} its scope among .${permission} of others`,
      steps: [
        { as, request: { path: `${type}?${first(type)}` }, expect: granted ? { status: 200 } : noScope },
        { as, request: { path: place }, expect: granted ? { status: 200, resources: [place] } : noScope },
        ...(granted ? [] : [{ as, request: { path: `Patient?_id=uc1&_revinclude=${type}:patient` }, expect: noScope }]),
      ],
    };
  });
};

/** Restricted Resource Type Access: a type for which the token has no scope is refused, not empty; the types with one are answered. */
export const usCoreRestricted: Feature = {
  name: 'US Core, restricted access to types',
  policies: 'us-core',
  cases: [
    ...restricted('rs', 0), ...restricted('rs', 1), ...restricted('read', 0), ...restricted('read', 1),
    { name: 'R-185 an include of a type without scope', as: patientWith('patient/MedicationRequest.rs'), request: { path: 'MedicationRequest?patient=uc1&intent=order&_include=MedicationRequest:medication' }, expect: noScope },
    { name: 'and with it', as: patientWith('patient/MedicationRequest.rs', 'patient/Medication.rs'), request: { path: 'MedicationRequest?patient=uc1&intent=order&status=active&_include=MedicationRequest:medication' }, expect: { status: 200, resources: ['MedicationRequest/uc1-rx', 'Medication/uc-med'] } },
    { name: 'R-185 a physician without scope for the type', as: having(physician, { scope: 'openid fhirUser user/Patient.rs user/Condition.rs' }), request: { path: 'Observation?patient=uc1&category=laboratory' }, expect: noScope },
    { name: 'and with it', as: having(physician, { scope: 'openid fhirUser user/Patient.rs user/Observation.rs' }), request: { path: 'Observation?patient=uc1&category=social-history' }, expect: { status: 200, resources: ['Observation/uc1-smoking', 'Observation/uc1-orientation'], total: 2 } },
    { name: 'without a token: 401', request: { path: 'Observation?patient=uc1&category=laboratory' }, expect: { status: 401, refusal: 'token-missing', upstream: 'nothing' } },
    { name: 'R-111 patient scopes without a launch patient: nothing', as: having(patient, { patient: undefined }), request: { path: 'Observation?patient=uc1&category=laboratory' }, expect: noScope },
  ],
};
