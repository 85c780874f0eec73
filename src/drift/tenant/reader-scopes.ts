import { customDomainScope } from '../../management/custom-domains.ts';
import { logScope } from '../../management/tenant-log.ts';
import { readScopes } from '../../management/resources/resource-types.ts';

/** What an application needs that only reads, to tell all that drift and audit can; they do with {@link readScopes} alone. */
export const readerScopes = [...readScopes, customDomainScope, logScope];
