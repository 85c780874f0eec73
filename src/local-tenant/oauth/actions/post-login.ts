import { applicationOf, userOf } from '../../log/named-in-events.ts';
import type { OAuthContext } from '../context.ts';
import { Refusal } from '../refusal.ts';
import type { ActionVersion } from '../../state/entities/actions.ts';
import { ActionFailure, limitMs, type RequiredModule, runHandler } from './action-code.ts';
import { type Asked, nothingAsked, postLoginApi } from './api.ts';
import { mostClaimBytes } from './custom-claims.ts';
import { postLoginEvent } from './event.ts';
import type { LoginChanges } from './login-changes.ts';
import type { LoginTransaction } from './login-transaction.ts';
import { NotEmulated } from './not-emulated.ts';

const bindingsIn = ({ store }: OAuthContext) => store.read.triggerBindings.get('post-login')?.bindings ?? [];

/** Whether an Action is bound to `post-login`. */
export const hasPostLoginActions = (context: OAuthContext): boolean => bindingsIn(context).length > 0;

/**
 * Runs the deployed version of every Action that is bound to `post-login`, in order, and notes in the tenant's log what fails.
 *
 * One that denies the login, or throws, ends it: nothing after it runs. What Actions have set in the user's metadata is saved also
 * when the login is denied. Sources: Auth0, "Post Login"; "Actions Triggers: post-login", API Object; "Troubleshooting the
 * access_denied Error", for one that throws.
 *
 * @throws {Refusal} `access_denied` with the Action's reason or the message of its error; 501 `server_error` where an Action asks for
 *   what this tenant does not emulate
 */
export async function runPostLogin(context: OAuthContext, login: LoginTransaction): Promise<LoginChanges> {
  const { store, now } = context;
  const asked = nothingAsked();
  const startedMs = performance.now();
  const { domain } = store.documents.identity;
  const tenant = { domain, isCustomDomain: context.issuer !== `https://${domain}/` };
  for (const binding of bindingsIn(context)) {
    const action = store.read.actions.get(binding.action_id);
    if (action?.deployed_version === undefined) continue;
    const { code } = action.deployed_version;
    const modules = modulesOf(context, action.deployed_version);
    const notEmulated = new NotEmulated(action.name);
    const event = postLoginEvent(store.read, login, {
      action: action.deployed_version,
      notEmulated,
      tenant,
    });
    const api = postLoginApi(login, asked, notEmulated);
    const leftMs = Math.max(1, Math.ceil(limitMs - (performance.now() - startedMs)));
    try {
      await runHandler({ code, filename: action.name, modules }, 'onExecutePostLogin', [event, api], {
        notEmulated,
        leftMs,
      });
    } catch (error) {
      if (!(error instanceof ActionFailure)) throw error;
      logFailure(context, login, `${action.name}: ${error.message}`);
      throw new Refusal(403, 'access_denied', error.message);
    }
    if (asked.denied !== undefined) break;
  }
  await saveMetadata(context, login, asked, new Date(now()).toISOString());
  if (asked.denied !== undefined) throw new Refusal(403, 'access_denied', asked.denied);
  return changesOf(login, asked);
}

/** The modules that an Action may require, each in the version that it names. */
function modulesOf({ store }: OAuthContext, { modules = [] }: ActionVersion): readonly RequiredModule[] {
  return modules.flatMap(({ module_id: id, module_version_id: versionId }) => {
    const module = store.read.actionModules.get(id);
    const version = module?.versions.find((one) => one.id === versionId);
    if (!module || !version) return [];
    const secrets = version.secrets.map(({ name, secret }) => [name, secret] as const);
    return [{ name: module.name, code: version.code, secrets: Object.fromEntries(secrets) }];
  });
}

function changesOf({ user }: LoginTransaction, asked: Asked): LoginChanges {
  const changes = {
    userId: user.user_id,
    accessTokenClaims: Object.fromEntries(asked.accessTokenClaims),
    idTokenClaims: Object.fromEntries(asked.idTokenClaims),
    addedScopes: [...asked.addedScopes],
    removedScopes: [...asked.removedScopes],
    multifactor: asked.multifactor,
  };
  for (const claims of [changes.accessTokenClaims, changes.idTokenClaims]) {
    if (Buffer.byteLength(JSON.stringify(claims)) <= mostClaimBytes) continue;
    throw new Refusal(403, 'access_denied', 'The custom claims of a token exceed 100KB.');
  }
  return changes;
}

async function saveMetadata(
  { store }: OAuthContext,
  { user: { user_id: id } }: LoginTransaction,
  { appMetadata, userMetadata }: Asked,
  updated_at: string,
): Promise<void> {
  if (appMetadata.size === 0 && userMetadata.size === 0) return;
  await store.write(({ users }) => {
    const user = users.get(id);
    if (user === undefined) return;
    users.put({
      ...user,
      updated_at,
      ...(appMetadata.size > 0 && { app_metadata: merged(user.app_metadata, appMetadata) }),
      ...(userMetadata.size > 0 && { user_metadata: merged(user.user_metadata, userMetadata) }),
    });
  });
}

/** A property that is set to `null` is removed. */
function merged(
  before: Readonly<Record<string, unknown>> = {},
  set: ReadonlyMap<string, unknown>,
): Readonly<Record<string, unknown>> {
  const after = { ...before, ...Object.fromEntries(set) };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== null));
}

function logFailure(context: OAuthContext, { client, user }: LoginTransaction, description: string): void {
  context.events.add({
    type: 'actions_execution_failed',
    description,
    ...applicationOf(context, client.client_id),
    ...userOf(user),
  });
}
