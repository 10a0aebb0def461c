import assert from 'node:assert/strict';
import { isStrong } from '../../../src/smart/principal.ts';
import { callerOf, now, soundCaller, type Given } from '../../support/deciding.ts';

const contextsOf = (given: Given): readonly string[] => soundCaller(given).scopes.map(({ context, type, ownOnly }) => `${ownOnly === true ? 'own ' : ''}${context}/${type}`);

describe('principalOf', () => {
  describe('the launch context', () => {
    const patients = [
      { sentence: 'A-220 an id', patient: 'A', value: 'A' },
      { sentence: 'A-220 an id after its type', patient: 'Patient/A', value: 'A' },
      { sentence: 'A-219 absent', patient: undefined, value: undefined },
      { sentence: 'A-219 null is absent', patient: null, value: undefined },
      { sentence: 'A-219 an empty text is absent', patient: '', value: undefined },
    ];
    for (const { sentence, patient, value } of patients) it(sentence, () => { assert.equal(soundCaller({ claims: { patient } }).launch.patient, value); });

    const refused: readonly unknown[] = ['A,B', 'A&_id=B', 'A%2CB', 'A?x', '*', ['A', 'B'], ['A'], 'A ', ' A', 'Patient/', 'Patient/A/_history/1', 'Patient/Patient/A', 'patient/A', 'Encounter/A', 'https://gw.example/fhir/Patient/A', '.', '..', 'a'.repeat(65), 5, true, {}, { id: 'A' }, 'Ä'];
    for (const patient of refused) {
      it(`A-220 R-115 ${JSON.stringify(patient)} is no patient, and the token no token`, () => {
        const caller = callerOf({ claims: { patient } });
        assert.equal(caller.ok ? undefined : caller.refusal.code, 'launch-invalid');
      });
    }
    it('R-115 an encounter is held to the same', () => {
      assert.equal(soundCaller({ claims: { encounter: 'Encounter/e1' } }).launch.encounter, 'e1');
      assert.equal(callerOf({ claims: { encounter: 'a b' } }).ok, false);
    });
    it('R-117 R-118 fhirContext, tenant and intent change nothing', () => {
      const plain = soundCaller({ scope: 'user/*.rs' });
      assert.deepEqual(soundCaller({ scope: 'user/*.rs', claims: { fhirContext: [{ reference: 'Patient/B', role: 'launch' }], tenant: 't', intent: 'i', need_patient_banner: true } }), plain);
    });
  });

  describe('fhirUser', () => {
    const cases = [
      { sentence: 'R-114 relative', fhirUser: 'Practitioner/77', value: { type: 'Practitioner', id: '77' } },
      { sentence: 'R-114 on the gateway\'s base', fhirUser: 'https://gw.example/fhir/Patient/A', value: { type: 'Patient', id: 'A' } },
      { sentence: 'R-114 on the backend\'s base', fhirUser: 'http://hapi:8080/fhir/RelatedPerson/r', value: { type: 'RelatedPerson', id: 'r' } },
      { sentence: 'A-221 R-114 elsewhere is nobody here', fhirUser: 'https://other/fhir/Practitioner/77', value: undefined },
      { sentence: 'A-221 on a base that only begins like ours', fhirUser: 'https://gw.example/fhirx/Patient/A', value: undefined },
      { sentence: 'a type that no user has', fhirUser: 'Organization/1', value: undefined },
      { sentence: 'a version', fhirUser: 'Practitioner/77/_history/1', value: undefined },
      { sentence: 'an id alone', fhirUser: '77', value: undefined },
      { sentence: 'another case', fhirUser: 'practitioner/77', value: undefined },
      { sentence: 'no text', fhirUser: ['Practitioner/77'], value: undefined },
    ];
    for (const { sentence, fhirUser, value } of cases) it(sentence, () => { assert.deepEqual(soundCaller({ claims: { fhirUser } }).fhirUser, value); });
  });

  describe('contexts that a token may use', () => {
    const every = 'patient/*.rs user/*.rs system/*.rs';
    const cases: readonly { readonly sentence: string; readonly given: Given; readonly contexts: readonly string[] }[] = [
      { sentence: 'of a user with a launch patient', given: { scope: every, patient: 'A' }, contexts: ['patient/*', 'user/*'] },
      { sentence: 'A-219 R-111 of a user without', given: { scope: every }, contexts: ['user/*'] },
      { sentence: 'R-107 of a client', given: { scope: every, client: 'etl' }, contexts: ['system/*'] },
      { sentence: 'R-107 of a client with a launch patient', given: { scope: every, client: 'etl', patient: 'A' }, contexts: ['patient/*', 'system/*'] },
      { sentence: 'a fhirUser always means a user', given: { scope: every, client: 'etl', fhirUser: 'Practitioner/77' }, contexts: ['user/*'] },
      { sentence: '... one of another server too', given: { scope: every, client: 'etl', fhirUser: 'https://other/Practitioner/77' }, contexts: ['user/*'] },
      { sentence: '... one that is no text too', given: { scope: every, client: 'etl', claims: { fhirUser: ['Practitioner/77'] } }, contexts: ['user/*'] },
      { sentence: '... but not null', given: { scope: every, client: 'etl', claims: { fhirUser: null } }, contexts: ['system/*'] },
      { sentence: 'an issuer that may not assert `user`', given: { scope: every, patient: 'A', issuer: { asserts: { subjects: [], contexts: ['patient', 'system'] } } }, contexts: ['patient/*'] },
      { sentence: 'an issuer that may assert nothing', given: { scope: every, patient: 'A', issuer: { asserts: { subjects: [], contexts: [] } } }, contexts: [] },
      { sentence: 'R-113 `openid fhirUser` is one more', given: { scope: 'openid fhirUser user/Observation.rs', fhirUser: 'Practitioner/77' }, contexts: ['user/Observation', 'own user/Practitioner'] },
      { sentence: 'R-113 ... not without a fhirUser', given: { scope: 'openid fhirUser' }, contexts: [] },
      { sentence: 'R-113 ... nor of another server', given: { scope: 'openid fhirUser', fhirUser: 'https://other/fhir/Practitioner/77' }, contexts: [] },
      { sentence: 'R-113 ... nor where the issuer may not assert `user`', given: { scope: 'openid fhirUser', fhirUser: 'Patient/A', issuer: { asserts: { subjects: ['user'], contexts: ['patient'] } } }, contexts: [] },
      { sentence: 'A-217 a list of tokens', given: { claims: { scope: ['user/Observation.rs', 'user/Condition.rs user/Patient.rs', 7] } }, contexts: ['user/Observation'] },
      { sentence: 'A-217 tabs and commas separate nothing', given: { scope: 'user/Observation.rs\tuser/Condition.rs,user/Patient.rs user/Encounter.rs' }, contexts: ['user/Encounter'] },
      { sentence: 'A-217 `scp` is not the claim that was declared', given: { claims: { scp: 'user/Observation.rs' } }, contexts: [] },
      { sentence: 'A-217 ... and is, where it was', given: { claims: { scp: 'user/Observation.rs' }, issuer: { claims: { scope: 'scp', roles: 'r', fhirUser: 'f', patient: 'p', encounter: 'e', client: [] } } }, contexts: ['user/Observation'] },
      { sentence: 'a scope claim of another kind', given: { claims: { scope: { x: 1 } } }, contexts: [] },
    ];
    for (const { sentence, given, contexts } of cases) it(sentence, () => { assert.deepEqual(contextsOf(given), contexts); });

    it('200 scopes are a token', () => { assert.equal(contextsOf({ scope: 'user/Observation.rs '.repeat(200) }).length, 200); });
    it('201 are none', () => {
      const caller = callerOf({ scope: 'user/Observation.rs '.repeat(201) });
      assert.equal(caller.ok ? undefined : caller.refusal.code, 'token-invalid');
    });
    it('no `sub`: no token', () => { assert.equal(callerOf({ claims: { sub: undefined } }).ok, false); });
  });

  describe('machine', () => {
    const isMachine = (given: Given): boolean => soundCaller(given).machine;
    const cases: readonly { readonly sentence: string; readonly given: Given; readonly machine: boolean }[] = [
      { sentence: '`equals: sub`: the subject is the client', given: { client: 'etl' }, machine: true },
      { sentence: '... or is not', given: {}, machine: false },
      { sentence: '... by the first client claim that there is', given: { claims: { sub: 'etl', client_id: undefined, azp: 'etl' } }, machine: true },
      { sentence: '... and no later one', given: { claims: { sub: 'etl', client_id: 'other', azp: 'etl' } }, machine: false },
      { sentence: '... no client at all', given: { claims: { sub: 'etl', client_id: undefined } }, machine: false },
      { sentence: '`claim`: it is there', given: { claims: { clientHost: 'h' }, issuer: { machine: { claim: 'clientHost' } } }, machine: true },
      { sentence: '... it is not', given: { client: 'etl', issuer: { machine: { claim: 'clientHost' } } }, machine: false },
      { sentence: '`clients`: it is listed', given: { claims: { client_id: 'etl' }, issuer: { machine: { clients: ['etl'] } } }, machine: true },
      { sentence: '... it is not', given: { client: 'app', issuer: { machine: { clients: ['etl'] } } }, machine: false },
      { sentence: 'a fhirUser always means a user, whatever `machine` says', given: { fhirUser: 'Practitioner/77', claims: { client_id: 'etl', clientHost: 'h' }, issuer: { machine: { claim: 'clientHost' } } }, machine: false },
    ];
    for (const { sentence, given, machine } of cases) it(sentence, () => { assert.equal(isMachine(given), machine); });
  });

  describe('subjects', () => {
    const cases: readonly { readonly sentence: string; readonly given: Given; readonly subjects: readonly string[] }[] = [
      { sentence: 'roles and the fhirUser', given: { roles: ['a', 'b'], fhirUser: 'Practitioner/77' }, subjects: ['role:a', 'role:b', 'fhirUser:Practitioner', 'user:Practitioner/77'] },
      { sentence: '`client:` of a token without a user', given: { roles: [], client: 'etl' }, subjects: ['client:etl'] },
      { sentence: '... and of no other', given: { roles: [], claims: { client_id: 'etl' } }, subjects: [] },
      { sentence: 'A-232 roles with the issuer\'s prefix', given: { roles: ['a'], issuer: { rolePrefix: 'partner-' } }, subjects: ['role:partner-a'] },
      { sentence: 'A-232 a role named like a subject is still a role', given: { roles: ['user:Practitioner/77'] }, subjects: ['role:user:Practitioner/77'] },
      { sentence: 'A-221 of a fhirUser elsewhere none', given: { roles: [], fhirUser: 'https://other/fhir/Practitioner/77' }, subjects: [] },
      { sentence: 'one role as a text', given: { claims: { realm_access: { roles: 'a' } } }, subjects: ['role:a'] },
      { sentence: 'roles of another kind are none', given: { claims: { realm_access: { roles: { a: true } } } }, subjects: [] },
      { sentence: 'only kinds that the issuer may assert', given: { roles: ['a'], fhirUser: 'Practitioner/77', issuer: { asserts: { subjects: ['fhirUser'], contexts: [] } } }, subjects: ['fhirUser:Practitioner'] },
    ];
    for (const { sentence, given, subjects } of cases) it(sentence, () => { assert.deepEqual(soundCaller(given).subjects, subjects); });
  });

  describe('strong authentication', () => {
    const at = (claims: Readonly<Record<string, unknown>>): boolean => isStrong(soundCaller({ claims }), now);
    const second = now / 1000;
    const cases = [
      { sentence: 'by `amr`', claims: { amr: ['mfa'], auth_time: second - 60 }, strong: true },
      { sentence: 'by `amr` as one text', claims: { amr: 'mfa', auth_time: second - 60 }, strong: true },
      { sentence: 'by `acr`', claims: { acr: 'gold', auth_time: second - 60 }, strong: true },
      { sentence: 'by neither', claims: { amr: ['pwd'], acr: 'silver', auth_time: second - 60 }, strong: false },
      { sentence: 'at the very age', claims: { amr: ['mfa'], auth_time: second - 900 }, strong: true },
      { sentence: 'beyond it', claims: { amr: ['mfa'], auth_time: second - 901 }, strong: false },
      { sentence: 'in the future, within tolerance', claims: { amr: ['mfa'], auth_time: second + 5 }, strong: true },
      { sentence: 'in the future, beyond it', claims: { amr: ['mfa'], auth_time: second + 6 }, strong: false },
      { sentence: 'without a time', claims: { amr: ['mfa'] }, strong: false },
      { sentence: 'at a time that is no number', claims: { amr: ['mfa'], auth_time: String(second) }, strong: false },
      { sentence: 'at a time out of this world', claims: { amr: ['mfa'], auth_time: 1e308 }, strong: false },
      { sentence: 'with an `amr` of another kind', claims: { amr: { mfa: true }, auth_time: second }, strong: false },
    ];
    for (const { sentence, claims, strong } of cases) it(sentence, () => { assert.equal(at(claims), strong); });
  });

  it('takes down what the record says of a caller', () => {
    const caller = soundCaller({ scope: 'user/*.rs x', claims: { jti: 'j1', acr: 'gold', amr: ['pwd'], auth_time: 5 } });
    assert.deepEqual([caller.jti, caller.scopeTokens, caller.strength, caller.stepUp, caller.client], ['j1', ['user/*.rs', 'x'], { acr: 'gold', amr: ['pwd'], authTime: 5 }, { acr: ['gold'], maxAge: 900_000 }, 'app']);
  });
});

describe('an issuer that may not say who somebody is (A-221)', () => {
  const claims = { fhirUser: 'Practitioner/77', patient: 'A', scope: 'user/*.rs' };
  it('names neither a fhirUser nor a launch patient', () => {
    const caller = soundCaller({ ...claims, issuer: { asserts: { subjects: ['role'], contexts: ['user'] } } });
    assert.deepEqual([caller.fhirUser, caller.launch.patient], [undefined, undefined]);
  });
  it('... and one that may, does', () => {
    const caller = soundCaller({ ...claims, issuer: { asserts: { subjects: ['user'], contexts: ['user', 'patient'] } } });
    assert.deepEqual([caller.fhirUser, caller.launch.patient], [{ type: 'Practitioner', id: '77' }, 'A']);
  });
});
