import type { Interaction, OidcContext } from 'oidc-provider/lib/provider.js';
import type { Client } from '../../state/entities/applications.ts';

/** What came of a prompt, for oidc-provider to go on with; nothing when a page was shown. */
type PromptResult = Readonly<Record<string, unknown>> | undefined;

/** Shows a page of the login, or takes its form. */
export type PromptHandler = (
  request: OidcContext,
  interaction: Interaction,
  client: Client,
) => Promise<PromptResult>;
