/** What an Action is made of. Source: Management API v2, `/actions/actions`. */
interface ActionContent {
  readonly code: string;
  readonly runtime: string;
  readonly supported_triggers: readonly { readonly id: string; readonly version?: string }[];
  readonly dependencies: readonly { readonly registry_url?: string }[];
  readonly secrets: readonly ActionSecret[];
  /** Absent where there are none. */
  readonly modules?: readonly ActionModuleReference[];
}

/** A version of a module that an Action may require. */
export interface ActionModuleReference {
  readonly module_id: string;
  readonly module_name: string;
  readonly module_version_id: string;
  readonly module_version_number: number;
}

export interface ActionSecret {
  readonly name: string;
  readonly updated_at: string;
  /** Its value, never shown by the API. Absent when it was saved before this tenant ran Actions. */
  readonly secret?: string;
}

/** A version of an Action, which nobody can change. */
export interface ActionVersion extends ActionContent {
  readonly id: string;
  readonly number: number;
  /** ISO 8601. */
  readonly created_at: string;
}

/** An Action as it is edited, with the version of it that is deployed. */
export interface Action extends ActionContent {
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly deployed_version?: ActionVersion;
  /** All that were ever deployed, oldest first; absent in an Action that was saved before they were kept. */
  readonly versions?: readonly ActionVersion[];
  readonly all_changes_deployed: boolean;
}

/** What is bound to one trigger, in the order in which it runs. Source: Management API v2, `/actions/triggers/{triggerId}/bindings`. */
export interface TriggerBindings {
  /** The trigger. */
  readonly id: string;
  readonly bindings: readonly TriggerBinding[];
}

export interface TriggerBinding {
  readonly id: string;
  readonly action_id: string;
  readonly display_name: string;
  /** ISO 8601. */
  readonly created_at: string;
}

interface ActionModuleContent {
  readonly code: string;
  readonly dependencies: readonly object[];
  readonly secrets: readonly ActionSecret[];
}

/** A version of a module, which nobody can change. */
export interface ActionModuleVersion extends ActionModuleContent {
  readonly id: string;
  readonly version_number: number;
  /** ISO 8601. */
  readonly created_at: string;
}

/** Code that Actions share, as it is edited, with its versions, oldest first. Source: Management API v2, `/actions/modules`. */
export interface ActionModule extends ActionModuleContent {
  readonly id: string;
  readonly name: string;
  readonly versions: readonly ActionModuleVersion[];
  /** The version that is being edited and was not changed yet. */
  readonly unchanged_version_id?: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly updated_at: string;
}
