import type { CustomDomain } from '../../state/entities/custom-domains.ts';
import { notEmulated } from '../not-emulated.ts';

/**
 * Whether a custom domain is found by a query in Lucene's syntax: the domain as a whole, or how it begins.
 *
 * Source: recording of the Terraform provider, `TestAccDataSourceCustomDomains`.
 *
 * @throws {ManagementError} 501 for any other query, which Auth0 may understand
 */
export function isDomainFound(query: string): (custom: CustomDomain) => boolean {
  const [, wanted, star] = /^domain:"?([^"\s*?~()]+)(\*)?"?$/.exec(query.toLowerCase()) ?? [];
  if (wanted === undefined) throw notEmulated('the search for custom domains by more than the domain in `q`');
  return ({ domain }) => {
    const name = domain.toLowerCase();
    return star === undefined ? name === wanted : name.startsWith(wanted);
  };
}
