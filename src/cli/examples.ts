import { ownCommand } from '../text/own-command.ts';

/** Two command lines of every command that does something. */
const examples: Readonly<Record<string, readonly [string, string]>> = {
  start: ['start', 'start --public-url https://omnichat.example'],
  init: ['init -s dev --domain omnichat-dev.us.auth0.com', 'init -s dev --registration native --yes'],
  doctor: ['doctor -s dev', 'doctor -s dev --fix'],
  preview: ['preview', 'preview -s dev --details'],
  up: ['up', 'up -s dev --yes'],
  adopt: ['adopt -s dev', 'adopt -s dev --map connector=3vXq0TzYkWb8fGhJ5mNpRs2LcD7aEu9i'],
  destroy: ['destroy', 'destroy -s dev'],
  env: ['env -s dev', 'env -s dev --check'],
  rotate: ['rotate connector -s dev', 'rotate registrar -s dev --yes'],
  'callbacks add': [
    'callbacks add abc123 -s dev',
    'callbacks add https://chatgpt.com/connector/oauth/abc123 -s dev',
  ],
  verify: ['verify', 'verify -s dev --as chatgpt'],
  drift: ['drift -s dev -s prod', 'drift --all --format markdown --out drift.md'],
  audit: ['audit -s dev', 'audit --domain omnichat-dev.us.auth0.com --fail-on high'],
  completion: ['completion bash', 'completion words -- verify --as c'],
  'mend set': [
    'mend set tenants/settings resourceParameterProfile=compatibility -s dev',
    'mend set attack-protection bruteForceProtection.enabled=true -s dev --yes',
  ],
  'mend delete': [
    'mend delete client-grants/cgr_2Zk8Wd4nB7xQ1vYt -s dev',
    'mend delete clients/3vXq0TzYkWb8fGhJ5mNpRs2LcD7aEu9i --domain omnichat-dev.us.auth0.com',
  ],
  'mend grant': [
    'mend grant third-parties https://omnichat.com/api files:read chat:read -s dev',
    'mend grant 3vXq0TzYkWb8fGhJ5mNpRs2LcD7aEu9i https://omnichat.com/api files:read -s dev',
  ],
  'mend import': [
    'mend import https://chatgpt.com/oauth/client.json -s dev',
    'mend import https://vscode.dev/oauth/client-metadata.json -s dev --yes',
  ],
  'clients list': ['clients list -s dev', 'clients list -s dev --json'],
  'clients prune': [
    'clients prune -s dev --unused-for 30d',
    'clients prune -s dev --older-than 90d --delete',
  ],
  logs: ['logs -s dev', 'logs -s dev --follow'],
  token: ['token -s dev', 'token -s dev --deployer --secrets plain'],
  'deployer create': ['deployer create -s dev', 'deployer create -s prod'],
  'roles give': [
    'roles give ann@example.com --role reader -s dev',
    'roles give ann@example.com --role operator',
  ],
  open: ['open -s dev', 'open connector -s dev --print'],
  commands: ['commands', 'commands --json'],
  'tenant serve': ['tenant serve', 'tenant serve --rate-limits free --port 4444'],
  'tenant exec': ['tenant exec -- pulumi preview -s local', 'tenant exec -- node server.js'],
  'tenant env': ['tenant env', 'tenant env -s local'],
  'tenant export': ['tenant export', 'tenant export --secrets plain'],
  'tenant users add': [
    'tenant users add ann@example.com --password a-long-local-password',
    'tenant users add ann@example.com --password a-long-local-password --role reader',
  ],
  'tenant users set': [
    'tenant users set ann@example.com --role operator',
    'tenant users set ann@example.com --password another-local-password',
  ],
  'tenant domains add': ['tenant domains add login.localhost', 'tenant domains add login.localhost -s local'],
  'tenant factors enable': ['tenant factors enable otp', 'tenant factors enable otp -s local'],
  'tenant keys rotate': ['tenant keys rotate', 'tenant keys rotate -s local'],
  'tenant reset': ['tenant reset', 'tenant reset --yes'],
  'connector serve': ['connector serve', 'connector serve --file .env.dev --port 3001'],
};

/** The examples of a command, by all its words, as they are typed. */
export const examplesOf = (name: string): readonly string[] => (examples[name] ?? []).map(ownCommand);
