import type { LogEvent } from '../../management/tenant-log.ts';

/** What Auth0's code for an event means, and what finds its cause. */
export interface Explanation {
  readonly sentence: string;
  /** Words of a command line, without the stack; absent where all is well, or a person has to act. */
  readonly check?: string;
}

interface Rule extends Explanation {
  readonly types: RegExp;
  /** What the description has to say. */
  readonly says?: RegExp;
}

/** The first that fits explains an event. Source of the types: Auth0 "Log Event Type Codes". */
const rules: readonly Rule[] = [
  { types: /^s$/, sentence: 'Somebody logged in.' },
  { types: /^ss$/, sentence: 'Somebody signed up.' },
  { types: /^(ssa|slo)$/, sentence: 'A session went on in silence, or ended.' },
  { types: /^seacft$/, sentence: 'A code became tokens: the application is linked.' },
  { types: /^sertft$/, sentence: 'A refresh token became an access token.' },
  { types: /^seccft$/, sentence: 'A program got a token in its own name.' },
  { types: /^sapi$/, says: /^dynamic client registration/i, sentence: 'An application registered itself.' },
  {
    types: /^f$/,
    says: /callback url mismatch|redirect_uri/i,
    sentence: 'The application asked to be sent to a URL that is none of its callbacks.',
    check: 'verify --as chatgpt',
  },
  {
    types: /^f$/,
    says: /unknown client/i,
    sentence:
      'No application has that id: whoever holds it holds one that was deleted, or of another tenant.',
    check: 'drift',
  },
  {
    types: /^f$/,
    says: /service not found|service not enabled/i,
    sentence: "The URL that the application asks a token for is no API's identifier.",
    check: 'verify --as chatgpt',
  },
  {
    types: /^f$/,
    says: /login required|login_required|consent required|consent_required/i,
    sentence: 'It was asked in silence, and a person has to be there. Applications do so to try.',
  },
  {
    types: /^f$/,
    says: /no mfa factors enabled/i,
    sentence: 'An Action asked for another factor, and the tenant has none enabled.',
    check: 'doctor',
  },
  { types: /^f$/, says: /blocked/i, sentence: 'The user is blocked.' },
  { types: /^f$/, sentence: 'A login was refused.', check: 'verify --as chatgpt' },
  { types: /^fp$/, sentence: 'Somebody typed a wrong password.' },
  { types: /^fs$/, sentence: 'Somebody could not sign up.' },
  { types: /^fu$/, sentence: 'No user has that address.' },
  {
    types: /^actions_execution_failed$/,
    sentence: 'An Action threw an error, which ended the login or the exchange. Mend its code.',
  },
  { types: /^gd_start_(enroll|auth)$/, sentence: 'Somebody was asked for another factor.' },
  { types: /^gd_enrollment_complete$/, sentence: 'Somebody enrolled in another factor.' },
  { types: /^gd_auth_succeed$/, sentence: 'Somebody gave another factor.' },
  { types: /^gd_auth_failed$/, sentence: 'Somebody entered a wrong code.' },
  { types: /^gd_otp_rate_limit_exceed$/, sentence: 'Somebody entered too many wrong codes.' },
  { types: /^limit_/, sentence: 'An account or address is blocked after too many failed logins.' },
  {
    types: /^fe(ac|rt|cc)ft$/,
    says: /unauthorized|client authentication|client secret|invalid_client/i,
    sentence: "The application's secret is wrong, or sent in another way than the application's.",
    check: 'env --check',
  },
  {
    types: /^feacft$/,
    says: /verifier|code_challenge/i,
    sentence: 'The code belongs to another request: its PKCE verifier does not fit.',
  },
  {
    types: /^feacft$/,
    sentence: 'A code was used twice, too late, or for another redirect URI.',
    check: 'verify --as chatgpt',
  },
  {
    types: /^fertft$/,
    says: /multifactor/i,
    sentence: 'An Action asked for another factor, which only a person can give: people have to link again.',
  },
  {
    types: /^fertft$/,
    sentence:
      'A refresh token has expired, was revoked, or came twice beyond its leeway: people have to link again.',
    check: 'verify',
  },
  {
    types: /^feccft$/,
    says: /grant type/i,
    sentence: 'The program may not use that grant type.',
    check: 'drift',
  },
  {
    types: /^feccft$/,
    says: /grant|not authorized/i,
    sentence: 'The program has no grant for that API.',
    check: 'drift',
  },
  { types: /^feccft$/, sentence: 'A program got no token.', check: 'env --check' },
  {
    types: /^fapi$/,
    says: /^dynamic client registration/i,
    sentence: 'An application could not register itself.',
    check: 'verify --register',
  },
  { types: /^api_limit/, sentence: 'The rate limits of the plan were reached.', check: 'doctor' },
];

/** Explains an event; undefined of one that is nothing about logins, tokens and registrations. */
export function explanationOf({
  type,
  description,
}: Pick<LogEvent, 'type' | 'description'>): Explanation | undefined {
  const rule = rules.find(({ types, says }) => types.test(type) && (says?.test(description ?? '') ?? true));
  return rule && { sentence: rule.sentence, ...(rule.check !== undefined && { check: rule.check }) };
}
