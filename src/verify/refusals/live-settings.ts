import { z } from 'zod';
import { pathPart } from '../../management/management-client.ts';
import { ManagementError } from '../../management/management-error.ts';
import { api, type Gathering, type Source } from '../evidence.ts';

/** What the Management API says of the API that tokens are for. */
export type LiveApi = z.infer<typeof liveApiSchema>;

const liveApiSchema = z.object({
  enforce_policies: z.boolean().optional(),
  scopes: z.array(z.object({ value: z.string() })).default([]),
  subject_type_authorization: z.object({ user: z.object({ policy: z.string() }) }).optional(),
});

/** The API as it is set; undefined where nobody may read it. */
export const liveApi: Source<LiveApi | undefined> = {
  name: 'the settings of the API',
  gather: async (gathering) => {
    const { identifier } = await gathering.evidence(api);
    return readable(gathering, liveApiSchema, `/resource-servers/${pathPart(identifier)}`);
  },
};

/** Reading only sharpens a remedy: where it is refused, what was seen from outside has to do. */
export async function readable<Schema extends z.ZodType>(
  { management }: Gathering,
  schema: Schema,
  path: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<z.infer<Schema> | undefined> {
  try {
    return schema.safeParse(await management?.get(path, parameters)).data;
  } catch (error) {
    if (error instanceof ManagementError) return undefined;
    throw error;
  }
}
