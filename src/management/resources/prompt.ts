import { settingsDocument } from './settings-document.ts';

/** The login experience (Management API v2, `/prompts`). */
export const prompt = settingsDocument({ token: 'auth0:index/prompt:Prompt', rules: {}, path: '/prompts' });
