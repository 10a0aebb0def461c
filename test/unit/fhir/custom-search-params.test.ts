import assert from 'node:assert/strict';
import { compileCustom, compileCustomParam, customKinds, documentParams, isInSets, type CustomSearchParam } from '../../../src/fhir/custom-search-params.ts';
import { parsePath } from '../../../src/fhir/element-path.ts';
import { searchParamNames, searchParamOf } from '../../../src/fhir/search-param.ts';

const ward: CustomSearchParam = { type: 'Patient', code: 'ward', kind: 'token', expression: "Patient.extension('https://example.org/ward').value.ofType(Coding)" };
const formUrl: CustomSearchParam = { type: 'DiagnosticReport', code: 'form-url', kind: 'uri', expression: 'DiagnosticReport.presentedForm.url' };

describe('compileCustomParam', () => {
  const fine: readonly { readonly says: string; readonly param: CustomSearchParam; readonly paths: readonly string[] }[] = [
    { says: 'a token in an extension', param: ward, paths: ['extension[url=https://example.org/ward].valueCoding'] },
    { says: 'a token that is text', param: { ...ward, expression: 'Patient.contact.name.family' }, paths: ['contact.name.family'] },
    { says: 'a string of a code', param: { ...ward, kind: 'string', expression: 'Patient.language' }, paths: ['language'] },
    { says: 'a string of a name', param: { ...ward, kind: 'string', expression: 'Patient.contact.name' }, paths: ['contact.name'] },
    { says: 'a date of each type that it may have', param: { ...ward, type: 'Observation', kind: 'date', expression: 'Observation.value.ofType(dateTime) | Observation.value.ofType(Period)' }, paths: ['valueDateTime', 'valuePeriod'] },
    { says: 'a number', param: { ...ward, kind: 'number', expression: 'Patient.multipleBirth.ofType(integer)' }, paths: ['multipleBirthInteger'] },
    { says: 'a quantity', param: { ...ward, type: 'Observation', kind: 'quantity', expression: 'Observation.referenceRange.low' }, paths: ['referenceRange.low'] },
    { says: 'the address of an attachment', param: formUrl, paths: ['presentedForm.url'] },
    { says: 'a reference', param: { ...ward, kind: 'reference', expression: 'Patient.contact.organization', targets: ['Organization'] }, paths: ['contact.organization'] },
    { says: 'a reference kept to one of its targets', param: { ...ward, kind: 'reference', expression: 'Patient.generalPractitioner.where(resolve() is Organization)', targets: ['Organization'] }, paths: ['generalPractitioner->Organization'] },
  ];
  for (const { says, param, paths } of fine) {
    it(`makes: ${says}`, () => {
      assert.deepEqual(compileCustomParam(param), { name: param.code, kind: param.kind, paths: paths.map(parsePath), targets: param.targets ?? [], components: [], single: false, opaque: false });
    });
  }

  const absent = 'names what Patient does not have (a choice needs its type, as in `value.ofType(Coding)`)';
  const faulty: readonly { readonly says: string; readonly param: CustomSearchParam; readonly fault: string | RegExp }[] = [
    { says: 'an element that is not there', param: { ...ward, expression: 'Patient.wards' }, fault: absent },
    { says: 'a choice that may be anything', param: { ...ward, expression: "Patient.extension('https://example.org/ward').value" }, fault: absent },
    { says: 'another type\'s element', param: { ...ward, expression: 'Observation.code' }, fault: absent },
    { says: 'an alternative of a type that is none', param: { ...ward, expression: 'Patient.name.family | Patent.language' }, fault: absent },
    { says: 'more than paths', param: { ...ward, expression: 'Patient.name.first().family' }, fault: /^says more than the gateway can evaluate: it reads names/ },
    { says: 'a part that is more than paths', param: { ...ward, expression: 'Patient.language | Patient.name.exists()' }, fault: /^says more/ },
    { says: 'a token of a reference', param: { ...ward, expression: 'Patient.managingOrganization' }, fault: 'selects `Reference`, which a parameter of kind `token` does not find' },
    { says: 'a reference of text', param: { ...ward, kind: 'reference', expression: 'Patient.language', targets: ['Organization'] }, fault: 'selects `code`, which a parameter of kind `reference` does not find' },
    { says: 'a date of text', param: { ...ward, kind: 'date', expression: 'Patient.name.family' }, fault: 'selects `string`, which a parameter of kind `date` does not find' },
    { says: 'the resource itself', param: { ...ward, expression: 'Patient' }, fault: 'selects `Patient`, which a parameter of kind `token` does not find' },
    { says: 'a reference kept to a type beside its targets', param: { ...ward, kind: 'reference', expression: 'Patient.generalPractitioner.where(resolve() is Practitioner)', targets: ['Organization'] }, fault: 'keeps to references to `Practitioner`, which is not among `targets`' },
  ];
  for (const { says, param, fault } of faulty) {
    it(`finds fault with: ${says}`, () => {
      const compiled = compileCustomParam(param);
      assert.ok('fault' in compiled);
      if (typeof fault === 'string') assert.equal(compiled.fault, fault);
      else assert.match(compiled.fault, fault);
    });
  }

  it('knows every kind but composite and special', () => {
    assert.deepEqual(customKinds.toSorted(), ['date', 'number', 'quantity', 'reference', 'string', 'token', 'uri']);
  });
});

describe('compileCustom', () => {
  it('makes nothing of nothing', () => {
    assert.deepEqual([...compileCustom([])], []);
  });

  it('makes parameters that are found as those of the table are, of their type alone', () => {
    const custom = compileCustom([ward]);
    assert.equal(searchParamOf('Patient', 'ward', custom)?.kind, 'token');
    assert.equal(searchParamOf('Patient', 'ward'), undefined);
    assert.equal(searchParamOf('Person', 'ward', custom), undefined);
    assert.equal(searchParamOf('Patient', 'Ward', custom), undefined);
    assert.deepEqual(searchParamNames('Patient', custom).filter((name) => !searchParamNames('Patient').includes(name)), ['ward']);
    assert.deepEqual(searchParamNames('Person', custom), searchParamNames('Person'));
  });

  it('leaves the parameters of the table as they are', () => {
    assert.equal(searchParamOf('Patient', 'birthdate', compileCustom([ward])), searchParamOf('Patient', 'birthdate'));
    assert.equal(searchParamOf('Patient', '_id', compileCustom([ward])), searchParamOf('Patient', '_id'));
  });

  for (const name of ['constructor', '__proto__', 'toString']) {
    it(`A-081 makes no parameter of \`${name}\``, () => {
      assert.equal(searchParamOf('Patient', name, compileCustom([ward], [])), undefined);
    });
  }

  const usCore = ['CareTeam.role', 'Condition.asserted-date', 'Encounter.discharge-disposition', 'Goal.description', 'Patient.ethnicity', 'Patient.gender-identity', 'Patient.race'];

  it('without sets does without the parameters of US Core, and without those alone', () => {
    const custom = compileCustom([], []);
    assert.deepEqual([...custom.keys()].toSorted(), usCore);
    assert.equal(searchParamOf('Patient', 'race', custom), undefined);
    assert.equal(searchParamOf('Patient', 'race')?.kind, 'token');
    assert.equal(searchParamOf('Patient', 'name', custom)?.kind, 'string');
    assert.deepEqual(searchParamNames('Patient').filter((name) => !searchParamNames('Patient', custom).includes(name)), ['ethnicity', 'gender-identity', 'race']);
  });

  it('without sets lets a deployment declare such a parameter itself', () => {
    const custom = compileCustom([{ ...ward, code: 'race' }], []);
    assert.deepEqual(searchParamOf('Patient', 'race', custom)?.paths, ['extension[url=https://example.org/ward].valueCoding'].map(parsePath));
    assert.equal(searchParamNames('Patient', custom).filter((name) => name === 'race').length, 1);
  });

  it('throws on what the configuration would have refused', () => {
    assert.throws(() => compileCustom([{ ...ward, expression: 'Patient.wards' }]), /Patient `ward` names what Patient does not have/);
  });
});

describe('isInSets', () => {
  const cases = [
    { type: 'Patient', code: 'birthdate', sets: ['us-core'], is: true },
    { type: 'Patient', code: 'birthdate', sets: [], is: true },
    { type: 'Patient', code: '_id', sets: [], is: true },
    { type: 'Patient', code: 'race', sets: ['us-core'], is: true },
    { type: 'Patient', code: 'race', sets: [], is: false },
    { type: 'Patient', code: 'ward', sets: ['us-core'], is: false },
    { type: 'Patient', code: 'Birthdate', sets: ['us-core'], is: false },
  ] as const;
  for (const { type, code, sets, is } of cases) {
    it(`says ${is} of ${type} \`${code}\` with the sets [${sets.join()}]`, () => { assert.equal(isInSets({ type, code }, sets), is); });
  }
});

describe('documentParams', () => {
  const cases: readonly { readonly says: string; readonly list: readonly CustomSearchParam[]; readonly is: readonly string[] }[] = [
    { says: 'DocumentReference alone', list: [], is: [] },
    { says: 'the address of a report\'s form', list: [formUrl], is: ['DiagnosticReport form-url presentedForm.url'] },
    { says: 'the address of a choice', list: [{ type: 'Communication', code: 'x', kind: 'uri', expression: '(Communication.payload.content as Attachment).url' }], is: ['Communication x payload.contentAttachment.url'] },
    { says: 'the address of an attachment in an extension', list: [{ ...ward, kind: 'uri', expression: "Patient.extension('u').value.ofType(Attachment).url" }], is: ['Patient ward extension.valueAttachment.url'] },
    { says: 'an address that is no attachment\'s: DocumentReference alone', list: [{ type: 'Library', code: 'x', kind: 'uri', expression: 'Library.relatedArtifact.url' }], is: [] },
    { says: 'an attachment\'s address among others: DocumentReference alone', list: [{ ...formUrl, expression: 'DiagnosticReport.presentedForm.url | DiagnosticReport.implicitRules' }], is: [] },
    { says: 'an attachment\'s address as text: DocumentReference alone', list: [{ ...formUrl, kind: 'string' }], is: [] },
  ];
  for (const { says, list, is } of cases) {
    it(`A-174 R-175 names ${says}`, () => {
      const [first, ...others] = documentParams(compileCustom(list, []));
      assert.deepEqual(first, { type: 'DocumentReference', name: 'location', paths: [parsePath('content.attachment.url')] });
      assert.deepEqual(others.map(({ type, name, paths }) => `${type} ${name} ${paths.map(({ steps }) => steps.map((step) => step.name).join('.')).join()}`), is);
    });
  }

  it('needs no custom parameters', () => {
    assert.deepEqual(documentParams().map(({ type }) => type), ['DocumentReference']);
  });
});
