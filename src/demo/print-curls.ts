import type { Issuer } from './issuer.ts';
import { tokenSeconds } from './issuer-configuration.ts';
import { demoIds } from './demo-ids.ts';
import type { PersonaName } from './personas.ts';

type Suggestion = { readonly who: PersonaName; readonly sentence: string; readonly path: string; /** Status and headers, too. */ readonly head?: true };

const suggestions: readonly Suggestion[] = [
  { who: 'patient', sentence: 'Anna Keller, a patient: her own results, whatever she asks for', path: 'Observation?_count=2&_pretty=true' },
  { who: 'clinician', sentence: 'Dr. Haas, launched from Anna\'s record: another patient is not found', path: `Patient/${demoIds.brunoMeier}`, head: true },
  { who: 'care-coordinator', sentence: 'Mr. Lindt, a care coordinator: the patients of his care teams', path: 'Patient?_pretty=true' },
  { who: 'privacy-officer-password', sentence: 'Ms. Weber, the privacy officer, with her password only: asked for more', path: `Patient/${demoIds.claraNowak}`, head: true },
  { who: 'privacy-officer', sentence: 'Ms. Weber with a second factor', path: `Patient/${demoIds.claraNowak}?_pretty=true` },
];

/** Commands to try by copying a line, their tokens made now. */
export const printCurls = async (issuer: Issuer, publicUrl: string, now: number): Promise<string> => {
  const lines = await Promise.all(suggestions.map(async ({ who, sentence, path, head }) =>
    `# ${sentence}\ncurl ${head === true ? '-si' : '-s'} '${publicUrl}/${path}' -H 'Authorization: Bearer ${await issuer.token(who)}'\n\n`));
  const until = new Date(now + tokenSeconds * 1000).toISOString().slice(11, 19);
  return `To try; the tokens hold for ${tokenSeconds / 60} minutes, until ${until} UTC:

${lines.join('')}# a new token for the nightly export, at any time
curl -s -u 'nightly-etl:${issuer.clientSecret}' -d grant_type=client_credentials -d 'scope=system/*.rs' ${issuer.issuer}/token
`;
};
