import { z } from 'zod';
import { pathPart } from '../../management/management-client.ts';
import { isNotFound, ManagementError } from '../../management/management-error.ts';
import { type Gathering, type Source } from '../evidence.ts';

/** What the Management API says of the API that tokens are for. */
export type LiveApi = z.infer<typeof liveApiSchema>;

const liveApiSchema = z.object({
  enforce_policies: z.boolean().optional(),
  scopes: z.array(z.object({ value: z.string() })).default([]),
  subject_type_authorization: z.object({ user: z.object({ policy: z.string() }) }).optional(),
});

/** The API as it is set; undefined where none is known, and where nobody may read it. */
export const liveApi: Source<LiveApi | undefined> = {
  name: 'the settings of the API',
  gather: async (gathering) => {
    const { api } = gathering.target;
    if (api === undefined) return undefined;
    return readable(gathering, liveApiSchema, `/resource-servers/${pathPart(api.identifier)}`);
  },
};

const connectionsSchema = z.array(z.object({ name: z.string() }));

/** The connections that the stack declares and the tenant lacks; undefined where nobody may look. */
export const missingConnections: Source<readonly string[] | undefined> = {
  name: 'the connections that people log in with',
  gather: async (gathering) => {
    const names = (gathering.target.connections ?? []).map(({ name }) => name);
    const found = await Promise.all(
      names.map((name) => readable(gathering, connectionsSchema, '/connections', { name })),
    );
    if (found.includes(undefined)) return undefined;
    return names.filter((name) => !found.flat().some((connection) => connection?.name === name));
  },
};

/** Whether an application is there; undefined where nobody may look. */
export async function isApplicationThere(
  { management }: Gathering,
  clientId: string,
): Promise<boolean | undefined> {
  try {
    if (management === undefined) return undefined;
    await management.get(`/clients/${pathPart(clientId)}`, { fields: 'client_id' });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    if (error instanceof ManagementError) return undefined;
    throw error;
  }
}

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
