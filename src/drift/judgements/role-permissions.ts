import type { Judgement } from './judgement.ts';

/** What a difference in the permissions of roles means. */
export const rolePermissions: Judgement = {
  changes: [['permissions', 'Everybody who has the role may do this.', 'critical']],
  safety: [],
  mends: 'none',
};
