import { protectedResourceMetadataUrl } from '../../connector/protected-resource-metadata.ts';
import { resourceUrl, type Source } from '../evidence.ts';
import { type Exchange, exchange } from '../exchange.ts';

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
