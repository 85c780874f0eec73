import { protectedResourceMetadataUrl } from './well-known.ts';
import { resourceUrl, type Source, UnusableAnswer } from '../evidence.ts';
import { answered, type Exchange, exchange, answeredObject } from '../exchange.ts';

/** A web page that nobody has reason to trust (RFC 2606 §2). */
export const strangersOrigin = 'https://verify.invalid';

/** The protected-resource metadata (RFC 9728 §3), as a stranger's page reads it. */
export const resourceMetadataAnswer: Source<Exchange> = {
  name: 'the protected-resource metadata',
  gather: async (gathering) =>
    exchange(gathering, protectedResourceMetadataUrl(await gathering.evidence(resourceUrl)), {
      headers: { origin: strangersOrigin },
    }),
};

/** The document itself. That there is none is told once, and says nothing of what would be in it. */
export const publishedMetadata: Source<Readonly<Record<string, unknown>>> = {
  name: 'the protected-resource metadata',
  gather: async ({ evidence }) => {
    const answer = await evidence(resourceMetadataAnswer);
    const document = answer.status === 200 ? answeredObject(answer) : undefined;
    if (document === undefined)
      throw new UnusableAnswer(`${answered(answer)}: no protected-resource metadata`);
    return document;
  },
};
