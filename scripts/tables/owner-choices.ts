/**
 * What the definitions cannot say, laid by hand over what they do: whose a resource is, and when it happened. An owner element says whom
 * the record is about; never who recorded, asserted, performed, authored or paid (docs/decisions.md, 5).
 */
export type OwnerChoice = {
  /** The owner element; `->Patient` where it often holds others as well. */
  readonly owner: string;
  /** The clinical date, a choice without its type. */
  readonly date?: string;
  /** Why this and nothing else, where that is not obvious; for docs/ownership.md. */
  readonly reason?: string;
};

/** The owned types: the patient compartment less AuditEvent (operator), Provenance (derived) and Task (hidden), and Device (US Core). */
export const ownerChoices: Readonly<Record<string, OwnerChoice>> = {
  Account: {
    owner: 'subject', date: 'servicePeriod',
    reason: "several patients can be charged to one account: a family's, a guarantor's. Who sees it sees what each of them was charged",
  },
  AdverseEvent: { owner: 'subject', date: 'date' },
  AllergyIntolerance: { owner: 'patient', date: 'recordedDate' },
  Appointment: {
    owner: 'participant.actor->Patient', date: 'start',
    reason: 'a group appointment has several patients, and who comes is told of each. `actor` also finds staff and rooms, so it names nobody',
  },
  AppointmentResponse: {
    owner: 'actor->Patient', date: 'start',
    reason: "who answers is one patient, or a practitioner or room; then it is nobody's",
  },
  Basic: {
    owner: 'subject', date: 'created',
    reason: 'what it means is local; its author is not whom it is about',
  },
  BodyStructure: { owner: 'patient' },
  CarePlan: { owner: 'subject', date: 'period' },
  CareTeam: { owner: 'subject', date: 'period' },
  ChargeItem: { owner: 'subject', date: 'occurrence' },
  Claim: {
    owner: 'patient', date: 'created',
    reason: 'who is paid is not whom it is about',
  },
  ClaimResponse: { owner: 'patient', date: 'created' },
  ClinicalImpression: { owner: 'subject', date: 'date' },
  Communication: {
    owner: 'subject', date: 'sent',
    reason: 'who sends or receives a message is not whom it is about',
  },
  CommunicationRequest: {
    owner: 'subject', date: 'authoredOn',
    reason: 'who sends, receives or asks is not whom it is about',
  },
  Composition: {
    owner: 'subject', date: 'date',
    reason: 'who wrote or attested it is not whom it is about',
  },
  Condition: { owner: 'subject', date: 'recordedDate' },
  Consent: { owner: 'patient', date: 'dateTime' },
  Coverage: {
    owner: 'beneficiary', date: 'period',
    reason: 'who holds, subscribes or pays for a policy need not see what the beneficiary has',
  },
  CoverageEligibilityRequest: { owner: 'patient', date: 'created' },
  CoverageEligibilityResponse: { owner: 'patient', date: 'created' },
  DetectedIssue: { owner: 'patient', date: 'identified' },
  Device: {
    owner: 'patient',
    reason: "in no compartment of R4, but US Core has implantable devices searched by patient. A device in stock has no patient and is nobody's",
  },
  DeviceRequest: { owner: 'subject', date: 'authoredOn' },
  DeviceUseStatement: { owner: 'subject', date: 'recordedOn' },
  DiagnosticReport: { owner: 'subject', date: 'effective' },
  DocumentManifest: { owner: 'subject', date: 'created' },
  DocumentReference: {
    owner: 'subject', date: 'date',
    reason: 'who wrote it is not whom it is about',
  },
  Encounter: { owner: 'subject', date: 'period' },
  EnrollmentRequest: {
    owner: 'candidate', date: 'created',
    reason: 'the candidate is whom the plan is asked about',
  },
  EpisodeOfCare: { owner: 'patient', date: 'period' },
  ExplanationOfBenefit: { owner: 'patient', date: 'created' },
  FamilyMemberHistory: {
    owner: 'patient', date: 'date',
    reason: "what it tells of a relative is the patient's own history; the relative has no reference",
  },
  Flag: { owner: 'subject', date: 'period' },
  Goal: { owner: 'subject', date: 'start' },
  Group: {
    owner: 'member.entity->Patient',
    reason: "to be in a group (a cohort, a household) is told of each member, inactive ones too, as a search finds them. A group of staff or devices is nobody's",
  },
  ImagingStudy: { owner: 'subject', date: 'started' },
  Immunization: { owner: 'patient', date: 'occurrence' },
  ImmunizationEvaluation: { owner: 'patient', date: 'date' },
  ImmunizationRecommendation: { owner: 'patient', date: 'date' },
  Invoice: {
    owner: 'subject', date: 'date',
    reason: 'who receives it is not whom it is about',
  },
  List: {
    owner: 'subject', date: 'date',
    reason: "R4 gives it one subject. A list over several patients has none and is nobody's; what its entries refer to is judged by itself when it is read",
  },
  MeasureReport: {
    owner: 'subject', date: 'date',
    reason: "a report on one individual; one on a group or a location is nobody's",
  },
  Media: { owner: 'subject', date: 'created' },
  MedicationAdministration: { owner: 'subject', date: 'effective' },
  MedicationDispense: { owner: 'subject', date: 'whenHandedOver' },
  MedicationRequest: { owner: 'subject', date: 'authoredOn' },
  MedicationStatement: { owner: 'subject', date: 'effective' },
  MolecularSequence: { owner: 'patient' },
  NutritionOrder: { owner: 'patient', date: 'dateTime' },
  Observation: {
    owner: 'subject', date: 'effective',
    reason: 'who performed it, or is in its `focus`, is not whom it is about',
  },
  Patient: {
    owner: 'id',
    reason: 'its own id. A linked patient (`Patient.link`) is another one',
  },
  Person: {
    owner: 'link.target->Patient',
    reason: 'it says that several records are of one human, which is told of each of them. What it links besides (staff, other Persons) counts for nothing',
  },
  Procedure: { owner: 'subject', date: 'performed' },
  QuestionnaireResponse: {
    owner: 'subject', date: 'authored',
    reason: 'who answered or filled it in is not whom it is about',
  },
  RelatedPerson: {
    owner: 'patient',
    reason: "it is a part of the patient's record, and tells who is near them",
  },
  RequestGroup: { owner: 'subject', date: 'authoredOn' },
  ResearchSubject: {
    owner: 'individual', date: 'period',
    reason: 'to be in a study is told of the individual; the study itself (ResearchStudy) is shared',
  },
  RiskAssessment: { owner: 'subject', date: 'occurrence' },
  Schedule: {
    owner: 'actor->Patient', date: 'planningHorizon',
    reason: "a patient's schedule is theirs; one of staff, rooms or devices is nobody's. `actor` finds those too, so it names nobody",
  },
  ServiceRequest: { owner: 'subject', date: 'authoredOn' },
  Specimen: {
    owner: 'subject', date: 'collection.collected',
    reason: "one of a group, a device or a place is nobody's",
  },
  SupplyDelivery: { owner: 'patient', date: 'occurrence' },
  SupplyRequest: {
    owner: 'deliverTo->Patient', date: 'authoredOn',
    reason: 'R4 says for whom it is only by where it is delivered; who asked is not whom it is about',
  },
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

/** Why a type without owner elements is in its class, where that is not obvious; for docs/ownership.md. */
export const classReasons: Readonly<Record<string, string>> = {
  AuditEvent: "R4 has it in the compartment by `patient`, but an event tells what others did, and of several patients at once. It is the operator's",
  Binary: 'it is as confidential as the document that it belongs to, and says at most its `securityContext`: that decides, else every document that refers to it',
  BiologicallyDerivedProduct: 'who it came from is known only through its collection and parents',
  Bundle: 'a stored document or message holds resources of any patients',
  Contract: 'its subjects, signers and terms may each be another patient',
  DeviceMetric: 'it names a device, never a patient',
  EnrollmentResponse: 'it names a request, never a patient',
  GuidanceResponse: 'in no compartment of R4; its subject may be absent while its parameters are of a patient',
  Linkage: 'it says that resources are the same, of whatever patients',
  Medication: 'R4 has no patient in it: it is a product. Whose it is, a MedicationRequest or the like says',
  MessageHeader: 'what it is about (`focus`) may be of any patients',
  Parameters: 'it is never stored; it goes into operations and comes out of them',
  OperationOutcome: 'it is never stored; it answers requests',
  PaymentNotice: 'it names a request or payment, never a patient',
  PaymentReconciliation: 'it pays many claims, of many patients',
  PractitionerRole: 'a directory entry; writes need a row that names the type, as a reach is looked up in it',
  Provenance: 'it tells where its targets come from, so it is as confidential as they are: all of them have to be visible. Its `patient` parameter finds no more than some of them',
  ResearchStudy: 'the study, not who takes part in it (ResearchSubject)',
  Slot: 'a free or busy time, not who takes it (Appointment)',
  Subscription: 'it sends data to an address of its own',
  Substance: 'R4 has no patient in it: it is a material',
  Task: 'in no compartment of published R4: `for`, `focus`, `owner`, `requester`, inputs and outputs may each be or hold another patient, and none is required',
  VerificationResult: 'it names what was verified, of whatever kind',
};
