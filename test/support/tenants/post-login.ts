import { randomUUID } from 'node:crypto';
import type {
  ActionModuleReference,
  ActionSecret,
} from '../../../src/local-tenant/state/entities/actions.ts';
import type { OAuthTenant } from './oauth-tenant.ts';

/** An Action of `post-login` that is deployed; `given` overrides. */
interface DeployedAction {
  readonly name?: string;
  readonly secrets?: readonly ActionSecret[];
  readonly modules?: readonly ActionModuleReference[];
}

/** Binds the Actions with those bodies of `onExecutePostLogin`, and no others, to `post-login`. */
export function bindBodies(tenant: OAuthTenant, ...bodies: readonly string[]): Promise<void> {
  return bindActions(
    tenant,
    ...bodies.map((body) => ({ code: `exports.onExecutePostLogin = async (event, api) => { ${body} };` })),
  );
}

/** Binds Actions with that code, and no others, to `post-login`. */
export function bindActions(
  tenant: OAuthTenant,
  ...actions: readonly (DeployedAction & { readonly code: string })[]
): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z';
  return tenant.store.write(({ actions: stored, triggerBindings }) => {
    const bindings = actions.map(({ code, name, secrets = [], modules = [] }, index) => {
      const id = randomUUID();
      const content = {
        code,
        runtime: 'node22',
        supported_triggers: [{ id: 'post-login', version: 'v3' }],
        dependencies: [],
        secrets,
        modules,
      };
      const given = { name: name ?? `Action ${index + 1}`, created_at: at, updated_at: at };
      stored.put({
        id,
        ...given,
        ...content,
        code: 'throw new Error("This version is not deployed.");',
        all_changes_deployed: false,
        deployed_version: { id, number: 1, created_at: at, ...content },
      });
      return { id, action_id: id, display_name: given.name, created_at: at };
    });
    triggerBindings.put({ id: 'post-login', bindings });
  });
}
