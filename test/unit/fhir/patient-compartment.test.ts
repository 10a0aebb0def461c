import assert from 'node:assert/strict';
import { parsePath } from '../../../src/fhir/element-path.ts';
import { compartmentTable } from '../../../src/fhir/patient-compartment-table.ts';
import { compartmentOf, writeProtected } from '../../../src/fhir/patient-compartment.ts';
import type { CompartmentRow, OwnedRow } from '../../../src/fhir/patient-compartment.ts';
import { resourceTypes } from '../../../src/fhir/resource-types.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { searchParamOf } from '../../../src/fhir/search-param.ts';

const owned = resourceTypes.flatMap((type) => {
  const row = compartmentOf(type);
  return row.class === 'owned' ? [{ type, row }] : [];
});

describe('the class of each type', () => {
  it('is one of five, for every resource type and no other (law 8)', () => {
    assert.deepEqual(Object.keys(compartmentTable), resourceTypes);
    const known = ['owned', 'derived', 'shared', 'operator', 'hidden'];
    assert.deepEqual(resourceTypes.filter((type) => !known.includes(compartmentOf(type).class)), []);
  });

  // as docs/deciding.md and docs/decisions.md write them
  const lists: Readonly<Record<Exclude<CompartmentRow['class'], 'owned' | 'hidden'>, string>> = {
    derived: 'Binary, Provenance',
    shared:
      'Practitioner, PractitionerRole, Organization, OrganizationAffiliation, Location, HealthcareService, Endpoint, Slot, Medication, MedicationKnowledge, Substance, InsurancePlan, Questionnaire, PlanDefinition, ActivityDefinition, Measure, Library, ValueSet, CodeSystem, ConceptMap, NamingSystem, ResearchStudy, DeviceDefinition, ObservationDefinition, SpecimenDefinition, ChargeItemDefinition, EventDefinition',
    operator:
      'SearchParameter, CompartmentDefinition, StructureDefinition, StructureMap, ImplementationGuide, CapabilityStatement, OperationDefinition, GraphDefinition, MessageDefinition, TerminologyCapabilities, TestScript, TestReport, Subscription, AuditEvent',
  };
  for (const [name, list] of Object.entries(lists)) {
    it(`is \`${name}\` for exactly the types that the design lists`, () => {
      assert.deepEqual(resourceTypes.filter((type) => compartmentOf(type).class === name), list.split(', ').sort());
    });
  }

  it('is `hidden` for types that belong to patients without a single element that says so', () => {
    for (const type of ['Task', 'GuidanceResponse', 'Bundle', 'Parameters', 'Contract', 'Linkage', 'OperationOutcome'] as const) {
      assert.equal(compartmentOf(type).class, 'hidden', type);
    }
  });

  it('is `owned` for the 67 types of the compartment less AuditEvent, Provenance and Task, and Device', () => {
    assert.equal(owned.length, 65);
    assert.deepEqual(owned.filter(({ row }) => row.compartmentParams.length === 0).map(({ type }) => type), ['Device']);
  });
});

describe('the owner of a resource', () => {
  const cases: readonly { readonly name: string; readonly type: ResourceType; readonly row: Partial<OwnedRow> }[] = [
    { name: 'is the subject, not the performer (A-059, A-116)', type: 'Observation', row: { owners: ['subject'], ownerParams: ['patient', 'subject'], narrowBy: 'patient', exact: true, compartmentParams: ['subject', 'performer'] } },
    { name: 'is the patient, not who recorded or asserted', type: 'AllergyIntolerance', row: { owners: ['patient'], ownerParams: ['patient'], exact: true } },
    { name: 'is the patient itself, not a linked one (A-117)', type: 'Patient', row: { self: true, owners: ['id'], ownerParams: ['_id'], narrowBy: '_id', exact: true, compartmentParams: ['link'] } },
    { name: 'is the beneficiary, not who pays', type: 'Coverage', row: { owners: ['beneficiary'], ownerParams: ['beneficiary', 'patient'], narrowBy: 'patient', exact: true } },
    { name: 'is the subject, not a sender or recipient', type: 'Communication', row: { owners: ['subject'], ownerParams: ['patient', 'subject'], exact: true } },
    { name: 'is each of several subjects', type: 'Account', row: { owners: ['subject'], ownerParams: ['patient', 'subject'], exact: false } },
    { name: 'is each patient that takes part; `actor` names nobody', type: 'Appointment', row: { owners: ['participant.actor->Patient'], ownerParams: ['patient'], narrowBy: 'patient', exact: false } },
    { name: 'is the one actor, if a patient', type: 'AppointmentResponse', row: { owners: ['actor->Patient'], ownerParams: ['patient'], narrowBy: 'patient', exact: true } },
    { name: 'is each patient among the members (A-118)', type: 'Group', row: { owners: ['member.entity->Patient'], ownerParams: ['member'], narrowBy: 'member', exact: false } },
    { name: 'is each linked patient', type: 'Person', row: { owners: ['link.target->Patient'], ownerParams: ['link', 'patient'], narrowBy: 'patient', exact: false } },
    { name: 'is each patient whose schedule it is; no parameter names it', type: 'Schedule', row: { owners: ['actor->Patient'], ownerParams: [], narrowBy: 'actor', exact: false } },
    { name: 'is whom it is delivered to, not who requested', type: 'SupplyRequest', row: { owners: ['deliverTo->Patient'], ownerParams: ['subject'], narrowBy: 'subject', exact: true } },
    { name: 'is the subject where the type has no `patient` parameter', type: 'AdverseEvent', row: { owners: ['subject'], ownerParams: ['subject'], narrowBy: 'subject', exact: true } },
    { name: 'is the patient that a device is for (US Core)', type: 'Device', row: { owners: ['patient'], ownerParams: ['patient'], compartmentParams: [] } },
    { name: 'is the candidate', type: 'EnrollmentRequest', row: { owners: ['candidate'], ownerParams: ['patient', 'subject'] } },
    { name: 'is the individual', type: 'ResearchSubject', row: { owners: ['individual'], ownerParams: ['individual', 'patient'] } },
  ];
  for (const { name, type, row } of cases) {
    it(`${name}: ${type}`, () => {
      const actual = compartmentOf(type);
      assert.deepEqual({ ...actual, ...row }, actual);
    });
  }

  it('may be one of several only in five types', () => {
    assert.deepEqual(owned.filter(({ row }) => !row.exact).map(({ type }) => type), ['Account', 'Appointment', 'Group', 'Person', 'Schedule']);
  });

  it('can be searched by the narrowing parameter and by each owner parameter, which never say who performed', () => {
    for (const { type, row } of owned) {
      for (const name of [row.narrowBy, ...row.ownerParams]) assert.notEqual(searchParamOf(type, name), undefined, `${type} ${name}`);
      assert.ok(!row.ownerParams.some((name) => ['actor', 'performer'].includes(name)), type);
      assert.ok(row.ownerParams.length === 0 || row.ownerParams.includes(row.narrowBy), type);
    }
  });

  it('is named by all that narrows: owner parameters select owner elements, and nothing else', () => {
    for (const { type, row } of owned.filter(({ row }) => row.self === undefined)) {
      const steps = row.owners.map((path) => parsePath(path).steps);
      for (const name of [row.narrowBy, ...row.ownerParams]) {
        for (const path of searchParamOf(type, name)!.paths) assert.ok(steps.some((owner) => JSON.stringify(owner) === JSON.stringify(path.steps)), `${type} ${name}`);
      }
    }
  });
});

describe('the members of a compartment', () => {
  const cases: readonly { readonly name: string; readonly type: ResourceType; readonly members: readonly string[] }[] = [
    { name: 'are owner and performer (R-123)', type: 'Observation', members: ['subject->Patient', 'performer->Patient'] },
    { name: 'are in the elements of parameters of other names', type: 'Claim', members: ['patient->Patient', 'payee.party->Patient'] },
    { name: 'are whom the list of its parameters names, once', type: 'MedicationAdministration', members: ['subject->Patient', 'performer.actor->Patient'] },
    { name: 'are the patient itself and linked ones (R-121)', type: 'Patient', members: ['id', 'link.other->Patient'] },
    { name: 'are never in an element that the list leaves out (R-122)', type: 'Encounter', members: ['subject->Patient'] },
    { name: 'are the owners of a type that is in no compartment', type: 'Device', members: ['patient->Patient'] },
  ];
  for (const { name, type, members } of cases) {
    it(`${name}: ${type}`, () => {
      const row = compartmentOf(type);
      assert.deepEqual(row.class === 'owned' ? row.members : undefined, members);
    });
  }

  it('are the owners at least', () => {
    const steps = (path: string): string => JSON.stringify(parsePath(path).steps);
    assert.deepEqual(owned.filter(({ row }) => !row.owners.every((owner) => row.members.some((member) => steps(member) === steps(owner)))), []);
  });

  it('are patients', () => {
    assert.deepEqual(owned.flatMap(({ row }) => row.members).filter((path) => parsePath(path).target !== 'Patient'), ['id']);
  });
});

describe('the clinical date', () => {
  const cases: readonly { readonly name: string; readonly type: ResourceType; readonly paths: readonly string[] }[] = [
    { name: 'is a choice, a path for each type of it', type: 'Observation', paths: ['effectiveDateTime', 'effectivePeriod', 'effectiveTiming', 'effectiveInstant'] },
    { name: 'is when it was recorded', type: 'Condition', paths: ['recordedDate'] },
    { name: 'is a choice less its string', type: 'Immunization', paths: ['occurrenceDateTime'] },
    { name: 'stands below the top', type: 'Specimen', paths: ['collection.collectedDateTime', 'collection.collectedPeriod'] },
    { name: 'is absent: a birth date is none', type: 'Patient', paths: [] },
  ];
  for (const { name, type, paths } of cases) {
    it(`${name}: ${type}`, () => {
      const row = compartmentOf(type);
      assert.deepEqual(row.class === 'owned' ? row.clinicalDate : undefined, paths);
    });
  }
});

describe('writeProtected', () => {
  it('holds the types of decision 12 that are protected in writes only (A-153)', () => {
    const list = 'CodeSystem, ValueSet, ConceptMap, NamingSystem, CareTeam, Group, RelatedPerson, Person, PractitionerRole';
    assert.deepEqual([...writeProtected], list.split(', '));
  });

  it('holds no operator type: those are protected in all actions', () => {
    assert.deepEqual([...writeProtected].filter((type) => compartmentOf(type).class === 'operator'), []);
  });
});
