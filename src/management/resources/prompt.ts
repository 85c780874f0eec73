import { settingsDocument } from './settings-document.ts';

/** The login experience (Management API v2, `/prompts`). */
export const prompt = settingsDocument({
  token: 'auth0:index/prompt:Prompt',
  noun: 'login prompt',
  readScope: 'read:prompts',
  deployScopes: ['update:prompts'],
  dashboardPage: () => 'branding/universal-login',
  rules: {},
  path: '/prompts',
});
