/** Auth0's plans, the smallest first (Auth0, "Pricing"). */
export const plans = ['free', 'essentials', 'professional', 'enterprise'] as const;

/** One of Auth0's plans. */
export type Plan = (typeof plans)[number];

/** What only some plans have, of what the program can declare. */
export type PlanFeature = 'log streams' | 'breached password detection' | 'network ACLs';

/**
 * Sources: Auth0 Deploy CLI, "Configuring the Deploy CLI", Free Tier; Auth0, "Breached Password Detection", Plans included; Auth0, "Tenant
 * Access Control List Limits".
 */
const smallestPlans: Readonly<Record<PlanFeature, Plan>> = {
  'log streams': 'essentials',
  'breached password detection': 'professional',
  'network ACLs': 'enterprise',
};

/** Whether a plan has something; undefined where nobody stated the plan. */
export function planHas(plan: Plan | undefined, feature: PlanFeature): boolean | undefined {
  return plan && plans.indexOf(plan) >= plans.indexOf(smallestPlans[feature]);
}
