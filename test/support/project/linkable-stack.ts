import { chatgptGroup } from '../../../src/verify/check-group.ts';
import type { VerifyOptions } from '../../../src/verify/verify.ts';
import { type DeployedStack, serveStack, type VerifiedStack } from '../verify/verified-stack.ts';

/** The switch that has answers carry the issuer (RFC 9207). */
export const issuerInAnswers = 'authorization_response_iss_parameter_supported';

export const up = 'node bin/omnichat-auth0.js up -s local';
export const dotenv = 'node bin/omnichat-auth0.js env -s local';
export const restart = "restart OmniChat's server";

/** A stack as ChatGPT needs it: the program's, and a server with these variables over the stack's own. */
export async function linkable(
  deployed: DeployedStack,
  environment: Readonly<Record<string, string>> = {},
): Promise<VerifiedStack> {
  const stack = await serveStack(deployed);
  await stack.serveConnector(environment);
  return stack;
}

/** What `verify --as chatgpt` ends in. */
export async function conclusionOf(stack: VerifiedStack, options: Partial<VerifyOptions> = {}) {
  return (await stack.verify({ groups: [chatgptGroup], ...options })).conclusion;
}

export async function sentenceOf(stack: VerifiedStack, options?: Partial<VerifyOptions>) {
  return (await conclusionOf(stack, options))?.sentence;
}

/** How the sentence begins that names a setting. */
export const namesSetting = (setting: string) => `ChatGPT will not link: the setting is ${setting}; `;

/** How the sentence ends that tells how to mend it. */
export const mendedBy = (...steps: readonly string[]) => `. Mend it: ${steps.join('; then ')}`;

/** What the sentence says of the steps that follow from the one it names. */
export const following = (steps: number) =>
  `. ${steps} more ${steps === 1 ? 'step follows' : 'steps follow'} from it`;
