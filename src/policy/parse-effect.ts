import { didYouMean } from './nearest.ts';
import { faulty, type Parsed } from './parsed.ts';
import { quote } from './quote.ts';

/** The effect, always written out: Casbin takes a misspelt one for none and a missing one for allow. */
export const parseEffect = (text: string): Parsed<'allow' | 'deny'> => {
  if (text === 'allow' || text === 'deny') return { value: text };
  const { hint = 'the effect is `allow` or `deny`' } = didYouMean(text, ['allow', 'deny']);
  return faulty({ code: 'unknown-effect', message: `${quote(text)} is no effect`, hint });
};
