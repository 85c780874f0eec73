import { tenantNameOf } from '../../domain.ts';
import type { NetworkAcl } from '../../state/entities/settings.ts';
import { networkAclId } from '../../state/ids.ts';
import { ManagementError } from '../errors.ts';
import { listPage, pageParameters } from '../listing.ts';
import { route, type ManagementContext, type Route } from '../route.ts';
import { checkRule } from './network-acl-rules.ts';
import { networkAclBody, networkAclChange } from './network-acl-schema.ts';
import * as z from 'zod';

const path = '/network-acls/:id';

/** Source: recording of the Terraform provider, `TestAccNetworkACLDataSource`. */
const notAnId = new ManagementError(
  400,
  "Network ACL id is not a valid ACL ID in the form 'acl_XXXXXXXXXXXXXXXXXXXXXX'",
  'invalid_uri',
);

/** `/network-acls`. What Auth0 answers to a second one of the same priority was never recorded: here it is taken. */
export function networkAclRoutes({ store, domain, now }: ManagementContext): readonly Route[] {
  const existing = (id = ''): NetworkAcl => {
    if (!/^acl_[A-Za-z0-9]{22}$/.test(id)) throw notAnId;
    const acl = store.read.networkAcls.get(id);
    if (!acl) throw new ManagementError(404, 'NetworkACL with this ID was not found');
    return acl;
  };
  // Only what is read by its id shows whose it is, and that it was not deleted.
  const shown = (acl: NetworkAcl) => ({ tenant_id: tenantNameOf(domain), ...acl, deleted_at: null });
  const changed = async (id: string | undefined, change: z.infer<typeof networkAclChange>) => {
    if (change.rule) checkRule(change.rule);
    const body = await store.write((tenant) => {
      const acl = { ...existing(id), ...change, updated_at: new Date(now()).toISOString() };
      tenant.networkAcls.put(acl);
      return acl;
    });
    return { status: 200, body } as const;
  };

  return [
    route({
      method: 'GET',
      path: '/network-acls',
      scopes: ['read:network_acls'],
      query: z.strictObject(pageParameters),
      handle: ({ query }) => ({
        status: 200,
        body: listPage(
          [...store.read.networkAcls.values()],
          query,
          { name: 'network_acls', idOf: ({ id }) => id },
          (acl) => acl,
        ),
      }),
    }),
    route({
      method: 'POST',
      path: '/network-acls',
      scopes: ['create:network_acls'],
      body: networkAclBody,
      handle: async ({ body }) => {
        checkRule(body.rule);
        const created_at = new Date(now()).toISOString();
        const acl = { ...body, created_at, updated_at: created_at, id: networkAclId() };
        await store.write((tenant) => {
          tenant.networkAcls.put(acl);
        });
        return { status: 201, body: acl };
      },
    }),
    route({
      method: 'GET',
      path,
      scopes: ['read:network_acls'],
      handle: ({ params }) => ({ status: 200, body: shown(existing(params['id'])) }),
    }),
    route({
      method: 'PUT',
      path,
      scopes: ['update:network_acls'],
      body: networkAclBody,
      handle: ({ params, body }) => changed(params['id'], body),
    }),
    route({
      method: 'PATCH',
      path,
      scopes: ['update:network_acls'],
      body: networkAclChange,
      handle: ({ params, body }) => changed(params['id'], body),
    }),
    route({
      method: 'DELETE',
      path,
      scopes: ['delete:network_acls'],
      handle: async ({ params }) => {
        await store.write((tenant) => {
          tenant.networkAcls.remove(existing(params['id']).id);
        });
        // As recorded, where every other resource answers 204.
        return { status: 200, body: { code: 204, object: '' } };
      },
    }),
  ];
}
