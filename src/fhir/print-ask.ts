import type { Criteria, FhirInteraction } from './interaction.ts';
import { printHistory, printQuery } from './print.ts';
import { printPair } from './url.ts';

const withQuery = (place: string, query: string): string => (query === '' ? place : `${place}?${query}`);

const queryOf = ({ params, joins, includes, result }: Criteria): string => printQuery([...params, ...joins], includes, result);

/** A search or history as a client asks it, below the base: what `self` shows, and what a page link goes on with. Undefined for other kinds. */
export const printAsk = (interaction: FhirInteraction): string | undefined => {
  switch (interaction.kind) {
    case 'search-type':
      return withQuery(interaction.type, queryOf(interaction));
    case 'search-compartment':
      return withQuery(`${interaction.compartment}/${interaction.id}/${interaction.type}`, queryOf(interaction));
    case 'search-system': {
      const { all, within, searches } = interaction;
      const types = all ? [] : [printPair('_type', searches.map(({ type }) => type).join(','))];
      const [first] = searches;
      const query = [...types, ...(first === undefined ? [] : [queryOf(first)])].filter((part) => part !== '').join('&');
      return withQuery(within === undefined ? '_search' : `${within.compartment}/${within.id}/*`, query);
    }
    case 'history-instance':
    case 'history-type':
      return printHistory(interaction, interaction.history).path;
    case 'history-system':
      return printHistory(undefined, interaction.history).path;
    default:
      return undefined;
  }
};
