import { objectOf } from '../../management/answer.ts';
import { readEntity } from '../../management/resources/entity.ts';
import { notWritten } from '../../management/resources/written.ts';
import { type Mend, nameSuffix } from './mend.ts';
import { MendError } from './error.ts';
import { mendableAt } from './mendable.ts';

/**
 * Deletes one thing of a tenant.
 *
 * @throws {MendError} for what nobody deletes so: APIs and connections take grants and users with them
 */
export function deleteMend(address: string): Mend {
  const { noun, deletable, endsWithIt, scopes } = mendableAt(address);
  if (!deletable) {
    throw new MendError(
      `${address} is not deleted by a mend: applications, grants, log streams and users are.`,
    );
  }
  const path = `/${address}`;
  return {
    scopes: [scopes.read, scopes.delete],
    // What an application had goes with it, so that this is the usual end of a list of mends.
    already: `There is no ${address} in the tenant: nothing was deleted. Compare the id, unless it has just gone with something else.`,
    prepare: async (client) => {
      const entity = await readEntity(client, objectOf({}), path);
      if (entity === undefined) return undefined;
      return {
        address,
        called: `${noun}${nameSuffix(entity)}`,
        effect: endsWithIt === undefined ? 'it is deleted' : `it is deleted: ${endsWithIt}`,
        properties: [],
        carryOut: async () => {
          await client.delete(path);
          if ((await readEntity(client, objectOf({}), path)) !== undefined)
            throw notWritten(client, 'DELETE', path, 'It is still there');
        },
      };
    },
  };
}
