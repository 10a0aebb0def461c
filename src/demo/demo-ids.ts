/** The ids that the personas' claims, the synthetic data, the policy and the tour share: who they are decides every step of the tour. */
export const demoIds = {
  /** Patient; the persona `patient`, and the launch patient of `clinician`. */
  annaKeller: 'anna-keller',
  /** Patient; a child, whom only the parent reaches. */
  tomKeller: 'tom-keller',
  /** Patient; has a care team with the care coordinator in it. */
  brunoMeier: 'bruno-meier',
  /** Patient; nobody's: no persona launches with her, is related to her or cares for her. */
  claraNowak: 'clara-nowak',
  /** Patient; takes part in the study. */
  hannaAlbrecht: 'hanna-albrecht',
  /** Patient; took part in the study, and no longer does. */
  wernerSommer: 'werner-sommer',
  /** Group; who takes part in the study that the persona `researcher` evaluates. */
  diabetesStudy: 'diabetes-study',
  /** RelatedPerson; the persona `parent`, related to Tom. */
  evaKeller: 'eva-keller',
  /** Practitioner; the persona `clinician`. */
  drHaas: 'dr-haas',
  /** Practitioner; the persona `emergency-clinician`, in no care team of Clara's. */
  drDemir: 'dr-demir',
  /** Practitioner; the persona `care-coordinator`. */
  ccLindt: 'cc-lindt',
  /** Practitioner; both privacy officers, who differ only in how they signed in. */
  poWeber: 'po-weber',
  /** Practitioner; the persona `infection-control`. */
  icOkafor: 'ic-okafor',
  /** Practitioner; the persona `researcher`. */
  drIto: 'dr-ito',
  /** Practitioner; the persona `stranger`, with an account and no role. */
  drStranger: 'dr-stranger',
} as const;
