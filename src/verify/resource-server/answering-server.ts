import { protectedResourceMetadataUrl } from '../documents/well-known.ts';
import { type Gathering, resourceUrl, type Source } from '../evidence.ts';
import { exchange, answeredObject, Unreachable } from '../exchange.ts';
import { anonymousAnswer } from './answers.ts';
import { bearerChallenge } from './challenge.ts';

/**
 * Whether whoever answers at the resource URL does anything of OmniChat's: a challenge (RFC 6750 §3), or protected-resource metadata
 * of that URL or of its origin (RFC 9728 §3.1). Where nobody answers, nothing speaks against it.
 */
export const isOmniChats: Source<boolean> = {
  name: "whether the server is OmniChat's",
  gather: async (gathering) => {
    // One after the other, as clients look: whoever has found one looks no further.
    if (await orUnreachable(challenges(gathering))) return true;
    const url = await gathering.evidence(resourceUrl);
    for (const place of new Set([url, new URL(url).origin].map(protectedResourceMetadataUrl))) {
      if (await orUnreachable(isResourceMetadata(gathering, place))) return true;
    }
    return false;
  },
};

const challenges = async ({ evidence }: Gathering) =>
  bearerChallenge(await evidence(anonymousAnswer)) !== undefined;

const isResourceMetadata = async (gathering: Gathering, url: string) =>
  answeredObject(await exchange(gathering, url))?.['resource'] !== undefined;

async function orUnreachable(sign: Promise<boolean>): Promise<boolean> {
  try {
    return await sign;
  } catch (error) {
    if (error instanceof Unreachable) return true;
    throw error;
  }
}
