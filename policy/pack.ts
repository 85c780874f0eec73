import { PolicyPack } from '@pulumi/policy';
import { policies } from './policies.ts';

export const pack = new PolicyPack('omnichat-auth0', { policies: [...policies] });
