import { z } from 'zod';
import { objectOf } from '../answer.ts';
import { documentPart, settingsDocument } from './settings-document.ts';

/** As much of the login experience as anybody judges by. */
const promptShape = objectOf({ universal_login_experience: z.enum(['new', 'classic']) });

/** The login experience (Management API v2, `/prompts`). */
export const prompt = settingsDocument({
  token: 'auth0:index/prompt:Prompt',
  noun: 'login experience',
  readScope: 'read:prompts',
  deployScopes: ['update:prompts'],
  dashboardPage: () => 'branding/universal-login',
  rules: {},
  part: documentPart('login prompts', '/prompts', promptShape),
});
