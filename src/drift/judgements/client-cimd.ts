import { applicationRules } from '../safety/application-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in an imported application means. */
export const clientCimd: Judgement = {
  changes: [['externalClientId', 'It decides whose application this is.', 'critical']],
  loss: {
    severity: 'high',
    why: 'The tenant says that it takes such documents, so the client names its own; it is not imported, and login ends in "Unknown client".',
  },
  safety: applicationRules,
  mends: 'none',
};
