/** Whose data each type is, written down again from deciding.md and docs/ownership.md, so that the source is not its own witness. */

/** A type that belongs to patients, and of which there is data. */
export type OwnedType = {
  /** Where the owners are named; of a Patient its own id. */
  readonly owner: string;
  /** The parameters that name patients. */
  readonly names: readonly string[];
  /** The parameter that a search in the compartment becomes. */
  readonly by: string;
  /** One reference at most names an owner, so that a match of that parameter has no other. */
  readonly single: boolean;
  /** The clinical dates, as FHIRPath. */
  readonly dates: readonly string[];
};

const one = (owner: string, names: readonly string[], ...dates: readonly string[]): OwnedType => ({ owner, names, by: names[0] ?? owner, single: true, dates });
const several = (owner: string, names: readonly string[], ...dates: readonly string[]): OwnedType => ({ ...one(owner, names, ...dates), single: false });
const bySubject = ['patient', 'subject'];

/** The owned types of the data. */
export const ownedTypes: Readonly<Record<string, OwnedType>> = {
  Account: several('subject', bySubject, 'servicePeriod'),
  AllergyIntolerance: one('patient', ['patient'], 'recordedDate'),
  Appointment: several('participant.actor', ['patient'], 'start'),
  CarePlan: one('subject', bySubject, 'period'),
  CareTeam: one('subject', bySubject, 'period'),
  Composition: one('subject', bySubject, 'date'),
  Condition: one('subject', bySubject, 'recordedDate'),
  Coverage: one('beneficiary', ['patient', 'beneficiary'], 'period'),
  Device: one('patient', ['patient']),
  DiagnosticReport: one('subject', bySubject, 'effective'),
  DocumentReference: one('subject', bySubject, 'date'),
  Encounter: one('subject', bySubject, 'period'),
  EnrollmentRequest: one('candidate', bySubject, 'created'),
  Group: several('member.entity', ['member']),
  Immunization: one('patient', ['patient'], 'occurrence'),
  List: one('subject', bySubject, 'date'),
  MedicationRequest: one('subject', bySubject, 'authoredOn'),
  Observation: one('subject', bySubject, 'effective'),
  Patient: one('id', ['_id']),
  Person: several('link.target', ['patient', 'link']),
  Procedure: one('subject', bySubject, 'performed'),
  QuestionnaireResponse: one('subject', bySubject, 'authored'),
  RelatedPerson: one('patient', ['patient']),
  RiskAssessment: one('subject', bySubject, 'occurrence'),
  Schedule: several('actor', [], 'planningHorizon'),
  SupplyRequest: one('deliverTo', ['subject'], 'authoredOn'),
};

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

// Those of which there is no data.
const otherOwned = words(`AdverseEvent AppointmentResponse Basic BodyStructure ChargeItem Claim ClaimResponse ClinicalImpression Communication CommunicationRequest
  Consent CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue DeviceRequest DeviceUseStatement DocumentManifest EpisodeOfCare ExplanationOfBenefit
  FamilyMemberHistory Flag Goal ImagingStudy ImmunizationEvaluation ImmunizationRecommendation Invoice MeasureReport Media MedicationAdministration MedicationDispense
  MedicationStatement MolecularSequence NutritionOrder RequestGroup ResearchSubject ServiceRequest Specimen SupplyDelivery VisionPrescription`);
// deciding.md, "Words".
const shared = words(`Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint Slot Medication MedicationKnowledge Substance InsurancePlan
  Questionnaire PlanDefinition ActivityDefinition Measure Library ValueSet CodeSystem ConceptMap NamingSystem ResearchStudy DeviceDefinition ObservationDefinition SpecimenDefinition
  ChargeItemDefinition EventDefinition`);
// decisions.md, 12.
const operator = words(`SearchParameter CompartmentDefinition StructureDefinition StructureMap ImplementationGuide CapabilityStatement OperationDefinition GraphDefinition MessageDefinition
  TerminologyCapabilities TestScript TestReport Subscription AuditEvent`);
const writesByName = words('CodeSystem ValueSet ConceptMap NamingSystem CareTeam Group RelatedPerson Person PractitionerRole');
const writes = words('create update patch delete');

/** The classes of deciding.md, "Words". */
export type TypeClass = 'owned' | 'derived' | 'shared' | 'operator' | 'hidden';

/** deciding.md, "Words": the one class of a type. */
export const classOf = (type: string): TypeClass => {
  if (type in ownedTypes || otherOwned.has(type)) return 'owned';
  if (type === 'Binary' || type === 'Provenance') return 'derived';
  if (shared.has(type)) return 'shared';
  return operator.has(type) ? 'operator' : 'hidden';
};

/** decisions.md, 12: what an allow row reaches only by the type's own name. */
export const byNameOnly = (type: string, action: string): boolean => operator.has(type) || (writes.has(action) && writesByName.has(type));

/** The parameters that name whose the resources of a type are. */
export const namesOf = (type: string): readonly string[] => ownedTypes[type]?.names ?? (type === 'Provenance' ? ['patient'] : []);
