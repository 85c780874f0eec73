import { z } from 'zod';
import { webUrl } from '../web-address.ts';

/** The settings of an authorization server that is not Auth0. */
export const issuerSettings = (production: boolean) => ({
  issuer: webUrl({ production }).describe(
    'With `external`: the issuer, to the character, as its metadata names it.',
  ),
  clientId: z
    .string('is not a text. Put the id in quotes.')
    .regex(/^[\x21-\x7E]+$/, 'is no client id. Write it as the issuer shows it (RFC 6749 §2.2).')
    .optional()
    .describe(
      'With `external`: the id of a client that was made there for ChatGPT. Its secret goes into the `.env` alone.',
    ),
  tokenAudience: z
    .string('is not a text. Put it in quotes.')
    .regex(/^[\x21-\x7E]+$/, 'has white space or nothing in it. Write what the `aud` of a token holds.')
    .optional()
    .describe(
      'With `external`: the `aud` of its tokens, where the issuer does not put `apiIdentifier` there.',
    ),
});

/** How clients come to be registered there: by hand, or by themselves (RFC 7591). */
export const issuerRegistrationSetting = z
  .enum(['off', 'native'], 'is not for an issuer that is not Auth0. Write off or native.')
  .default('native');
