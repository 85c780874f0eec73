import { z } from 'zod';
import { pathPart } from '../../management/management-client.ts';
import { ManagementError } from '../../management/management-error.ts';
import { api, type Gathering, type Source } from '../evidence.ts';
import { authorization } from './flow.ts';

/** What the Management API says of the API that tokens are for. */
export type LiveApi = z.infer<typeof liveApiSchema>;

const liveApiSchema = z.object({
  enforce_policies: z.boolean().optional(),
  scopes: z.array(z.object({ value: z.string() })).default([]),
  subject_type_authorization: z.object({ user: z.object({ policy: z.string() }) }).optional(),
});

const usersSchema = z.array(z.object({ user_id: z.string(), blocked: z.boolean().optional() }));

/** The API as it is set; undefined where nobody may read it. */
export const liveApi: Source<LiveApi | undefined> = {
  name: 'the settings of the API',
  gather: async (gathering) => {
    const { identifier } = await gathering.evidence(api);
    return readable(gathering, liveApiSchema, `/resource-servers/${pathPart(identifier)}`);
  },
};

/** The id of the user who was refused for being blocked; undefined where that cannot be told. */
export const blockedUserId: Source<string | undefined> = {
  name: 'the blocked user',
  gather: async (gathering) => {
    const outcome = await gathering.evidence(authorization);
    if (outcome.granted || !outcome.reason.includes('user is blocked')) return undefined;
    const users = (await readable(gathering, usersSchema, '/users')) ?? [];
    const [blocked, ...others] = users.filter((user) => user.blocked === true);
    return others.length === 0 ? blocked?.user_id : undefined;
  },
};

/** Reading only sharpens a remedy: where it is refused, what was seen from outside has to do. */
async function readable<Schema extends z.ZodType>(
  { management }: Gathering,
  schema: Schema,
  path: string,
): Promise<z.infer<Schema> | undefined> {
  try {
    return schema.safeParse(await management?.get(path)).data;
  } catch (error) {
    if (error instanceof ManagementError) return undefined;
    throw error;
  }
}
