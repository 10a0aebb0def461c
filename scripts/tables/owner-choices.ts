/**
 * What the definitions cannot say, laid by hand over what they do: whose a resource is, and when it happened. An owner element says whom
 * the record is about; never who recorded, asserted, performed, authored or paid (docs/decisions.md, 5).
 */
export type OwnerChoice = {
  /** The owner element; `->Patient` where it often holds others as well. */
  readonly owner: string;
  /** The clinical date, a choice without its type. */
  readonly date?: string;
};

/** The owned types: the patient compartment less AuditEvent (operator), Provenance (derived) and Task (hidden), and Device (US Core). */
export const ownerChoices: Readonly<Record<string, OwnerChoice>> = {
  Account: { owner: 'subject', date: 'servicePeriod' },
  AdverseEvent: { owner: 'subject', date: 'date' },
  AllergyIntolerance: { owner: 'patient', date: 'recordedDate' },
  Appointment: { owner: 'participant.actor->Patient', date: 'start' },
  AppointmentResponse: { owner: 'actor->Patient', date: 'start' },
  Basic: { owner: 'subject', date: 'created' },
  BodyStructure: { owner: 'patient' },
  CarePlan: { owner: 'subject', date: 'period' },
  CareTeam: { owner: 'subject', date: 'period' },
  ChargeItem: { owner: 'subject', date: 'occurrence' },
  Claim: { owner: 'patient', date: 'created' },
  ClaimResponse: { owner: 'patient', date: 'created' },
  ClinicalImpression: { owner: 'subject', date: 'date' },
  Communication: { owner: 'subject', date: 'sent' },
  CommunicationRequest: { owner: 'subject', date: 'authoredOn' },
  Composition: { owner: 'subject', date: 'date' },
  Condition: { owner: 'subject', date: 'recordedDate' },
  Consent: { owner: 'patient', date: 'dateTime' },
  Coverage: { owner: 'beneficiary', date: 'period' },
  CoverageEligibilityRequest: { owner: 'patient', date: 'created' },
  CoverageEligibilityResponse: { owner: 'patient', date: 'created' },
  DetectedIssue: { owner: 'patient', date: 'identified' },
  Device: { owner: 'patient' },
  DeviceRequest: { owner: 'subject', date: 'authoredOn' },
  DeviceUseStatement: { owner: 'subject', date: 'recordedOn' },
  DiagnosticReport: { owner: 'subject', date: 'effective' },
  DocumentManifest: { owner: 'subject', date: 'created' },
  DocumentReference: { owner: 'subject', date: 'date' },
  Encounter: { owner: 'subject', date: 'period' },
  EnrollmentRequest: { owner: 'candidate', date: 'created' },
  EpisodeOfCare: { owner: 'patient', date: 'period' },
  ExplanationOfBenefit: { owner: 'patient', date: 'created' },
  FamilyMemberHistory: { owner: 'patient', date: 'date' },
  Flag: { owner: 'subject', date: 'period' },
  Goal: { owner: 'subject', date: 'start' },
  Group: { owner: 'member.entity->Patient' },
  ImagingStudy: { owner: 'subject', date: 'started' },
  Immunization: { owner: 'patient', date: 'occurrence' },
  ImmunizationEvaluation: { owner: 'patient', date: 'date' },
  ImmunizationRecommendation: { owner: 'patient', date: 'date' },
  Invoice: { owner: 'subject', date: 'date' },
  List: { owner: 'subject', date: 'date' },
  MeasureReport: { owner: 'subject', date: 'date' },
  Media: { owner: 'subject', date: 'created' },
  MedicationAdministration: { owner: 'subject', date: 'effective' },
  MedicationDispense: { owner: 'subject', date: 'whenHandedOver' },
  MedicationRequest: { owner: 'subject', date: 'authoredOn' },
  MedicationStatement: { owner: 'subject', date: 'effective' },
  MolecularSequence: { owner: 'patient' },
  NutritionOrder: { owner: 'patient', date: 'dateTime' },
  Observation: { owner: 'subject', date: 'effective' },
  Patient: { owner: 'id' },
  Person: { owner: 'link.target->Patient' },
  Procedure: { owner: 'subject', date: 'performed' },
  QuestionnaireResponse: { owner: 'subject', date: 'authored' },
  RelatedPerson: { owner: 'patient' },
  RequestGroup: { owner: 'subject', date: 'authoredOn' },
  ResearchSubject: { owner: 'individual', date: 'period' },
  RiskAssessment: { owner: 'subject', date: 'occurrence' },
  Schedule: { owner: 'actor->Patient', date: 'planningHorizon' },
  ServiceRequest: { owner: 'subject', date: 'authoredOn' },
  Specimen: { owner: 'subject', date: 'collection.collected' },
  SupplyDelivery: { owner: 'patient', date: 'occurrence' },
  SupplyRequest: { owner: 'deliverTo->Patient', date: 'authoredOn' },
  VisionPrescription: { owner: 'patient', date: 'dateWritten' },
};

// Parameters that lie in owner elements, but say who takes part: they name nobody (docs/deciding.md, "Owner parameters").
export const participantParams: readonly string[] = ['actor', 'performer'];

/** The types of the other classes; what stands nowhere is hidden (docs/deciding.md, "owners(r)"; docs/decisions.md, 12). */
export const typeClasses: Readonly<Record<'derived' | 'shared' | 'operator', readonly string[]>> = {
  derived: ['Binary', 'Provenance'],
  shared: [
    ...['Practitioner', 'PractitionerRole', 'Organization', 'OrganizationAffiliation', 'Location', 'HealthcareService', 'Endpoint', 'Slot'],
    ...['Medication', 'MedicationKnowledge', 'Substance', 'InsurancePlan', 'Questionnaire', 'PlanDefinition', 'ActivityDefinition', 'Measure'],
    ...['Library', 'ValueSet', 'CodeSystem', 'ConceptMap', 'NamingSystem', 'ResearchStudy', 'DeviceDefinition', 'ObservationDefinition'],
    ...['SpecimenDefinition', 'ChargeItemDefinition', 'EventDefinition'],
  ],
  operator: [
    ...['SearchParameter', 'CompartmentDefinition', 'StructureDefinition', 'StructureMap', 'ImplementationGuide', 'CapabilityStatement'],
    ...['OperationDefinition', 'GraphDefinition', 'MessageDefinition', 'TerminologyCapabilities', 'TestScript', 'TestReport', 'Subscription'],
    ...['AuditEvent'],
  ],
};
