/** A fever, as it is charted; without a time, so that it is as old as it is stored. */
export const temperatureOf = (patient: string, encounter: string): object => ({
  resourceType: 'Observation', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '8310-5', display: 'Body temperature' }] },
  subject: { reference: `Patient/${patient}` }, encounter: { reference: `Encounter/${encounter}` }, valueQuantity: { value: 39.2, unit: 'Cel', system: 'http://unitsofmeasure.org', code: 'Cel' },
});
