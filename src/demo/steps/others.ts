import { demoIds } from '../demo-ids.ts';
import type { Step } from '../tour-step.ts';
import { by, get, refused } from '../tour-step.ts';

const { annaKeller, drHaas, drStranger } = demoIds;

/** Who has wide scopes and no role, a client without a user, and nobody. */
export const others: readonly Step[] = [
  // The widest scopes grant nothing that no row permits.
  {
    who: 'stranger', sentence: 'reads the own entry in the directory', request: get(`Practitioner/${drStranger}`),
    status: 200, resources: 1, decider: by('practitioner Practitioner read self'),
  },
  {
    who: 'stranger', sentence: 'reads no other entry', request: get(`Practitioner/${drHaas}`),
    status: 404, decider: refused('data', 'not-found'),
  },
  { who: 'stranger', sentence: 'reads no patient\'s record', request: get(`Patient/${annaKeller}`), status: 403, decider: refused('policy', 'policy-denied') },

  // A client without a user: everything clinical, but for documents.
  {
    who: 'nightly-etl', sentence: 'exports all patients', request: get('Patient?_count=100'),
    status: 200, resources: 50, decider: by('etl clinical view any'),
  },
  {
    who: 'nightly-etl', sentence: 'gets no documents, as a deny row beats every allow row', request: get(`Binary/${annaKeller}-letter-content`),
    status: 403, decider: refused('policy', 'policy-denied', 'etl documents * any deny'),
  },

  { who: 'nobody', sentence: 'may ask what this server can do', request: get('metadata'), status: 200, resources: 1 },
  { who: 'nobody', sentence: 'needs a token for anything else', request: get(`Patient/${annaKeller}`), status: 401, decider: refused('request', 'token-missing') },
];
