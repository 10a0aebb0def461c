import { dateBefore, instantBefore } from './calendar.ts';
import type { Resource, Term } from './elements.ts';
import { loinc, to } from './elements.ts';
import type { Random } from './random.ts';
import type { Patient } from './relations.ts';

type Content = { readonly name: string; readonly term: Term; readonly contentType: string; readonly title: string; readonly text: string };

const letter = ({ given, family, birthDate }: Patient): string =>
  [
    'St. Raphael Hospital, Department of Internal Medicine', '', `Re: ${given} ${family}, born ${birthDate}`, '',
    'Dear colleague,', 'thank you for referring the above patient, whom we saw in our outpatient clinic.',
    'The findings are unremarkable; please continue the current medication and see us again in six months.', '', 'With kind regards',
  ].join('\n');

// Long enough to be worth streaming, short enough for fifty patients to load in a moment.
const trace = (random: Random): string => `second,heart_rate\n${Array.from({ length: 900 }, (_, second) => `${second},${random.integer(58, 96)}`).join('\n')}\n`;

const resourcesOf = (patient: Patient, { name, term, contentType, title, text }: Content, days: number): readonly Resource[] => {
  const bytes = Buffer.from(text);
  const binary = `${patient.id}-${name}-content`;
  return [
    { resourceType: 'Binary', id: binary, contentType, securityContext: to('Patient', patient.id), data: bytes.toString('base64') },
    {
      resourceType: 'DocumentReference', id: `${patient.id}-${name}`, status: 'current', type: loinc(term), subject: to('Patient', patient.id), date: instantBefore(days, 40),
      author: [to('Practitioner', patient.physician)],
      content: [{ attachment: { contentType, url: `Binary/${binary}`, size: bytes.length, title, creation: dateBefore(days) } }],
    },
  ];
};

/** A letter and a recording of each patient: the Binary with its securityContext, then the DocumentReference that leads to it. */
export const documents = (patient: Patient, random: Random): readonly Resource[] => [
  ...resourcesOf(patient, { name: 'letter', term: ['11488-4', 'Consult note'], contentType: 'text/plain', title: 'Letter', text: letter(patient) }, random.integer(10, 300)),
  ...resourcesOf(
    patient,
    { name: 'recording', term: ['34752-6', 'Cardiology study'], contentType: 'text/csv', title: 'Heart rate over fifteen minutes', text: trace(random) },
    random.integer(10, 300),
  ),
];
