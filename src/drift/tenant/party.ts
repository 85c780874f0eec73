import type { Properties } from '../../management/properties/property-rules.ts';
import { type Token, tokens } from '../../management/resources/resource-types.ts';
import type { LiveResource } from '../../management/resources/part.ts';

/**
 * Whether what a tenant holds can be what is declared, by whose it is: an application that a stranger registered under the name of
 * one of our own is another one. Only applications are somebody's.
 */
export const isOfParty = (type: Token, inputs: Properties, { properties }: LiveResource): boolean =>
  type !== tokens.client || properties['isFirstParty'] === inputs['isFirstParty'];
