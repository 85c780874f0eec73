/** What an Action is made of. Source: Management API v2, `/actions/actions`. */
interface ActionContent {
  readonly code: string;
  readonly runtime: string;
  readonly supported_triggers: readonly { readonly id: string; readonly version?: string }[];
  readonly dependencies: readonly object[];
  readonly secrets: readonly ActionSecret[];
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
