import { z } from 'zod';
import { getAs, objectOf } from './answer.ts';
import type { ManagementClient } from './management-client.ts';

const factorsShape = z.array(objectOf({ name: z.string(), enabled: z.boolean() }));

/** The factors of multi-factor authentication that a tenant has, and whether each is enabled (Management API v2, `/guardian/factors`). */
export const guardianFactors = (
  client: Pick<ManagementClient, 'domain' | 'get'>,
): Promise<z.infer<typeof factorsShape>> => getAs(client, factorsShape, '/guardian/factors');
