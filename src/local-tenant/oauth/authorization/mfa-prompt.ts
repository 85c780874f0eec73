import type { NewEvent } from '../../log/tenant-log.ts';
import type { AuthenticationMethod, User } from '../../state/entities/users.ts';
import type { OAuthContext } from '../context.ts';
import { formParameters } from '../form-parameters.ts';
import { applicationOf, userOf } from '../../log/named-in-events.ts';
import { showPage } from '../pages/error-page.ts';
import { challengePage, enrolmentPage } from '../pages/mfa-pages.ts';
import { Refusal } from '../refusal.ts';
import {
  codeAt,
  type CodeVerdict,
  enrolledFactor,
  enrolmentUri,
  OneTimePasswords,
} from '../users/enrolled-factors.ts';
import { testUser } from '../users/users.ts';
import type { PromptHandler } from './prompt-handler.ts';

const problems: Readonly<Record<Exclude<CodeVerdict, 'right'>, string>> = {
  wrong: 'The code you entered is invalid.',
  used: 'The code you entered has been used already. Wait for the next one.',
  'too-many': 'You have entered too many wrong codes. Try again in an hour.',
};

/**
 * The page of another factor: enrols a user in one-time passwords, or asks one who has been enrolled for a code.
 *
 * Source: Auth0, "Configure OTP Notifications for MFA". There are no recovery codes.
 */
export function mfaPrompt(context: OAuthContext): PromptHandler {
  const { store, now, events } = context;
  const codes = new OneTimePasswords(context);
  return async (request, interaction, client) => {
    const user = store.read.users.get(interaction.session?.accountId ?? '');
    const secret = String(interaction.prompt.details['secret']);
    if (user === undefined) throw new Refusal(400, 'invalid_request', 'The user has been deleted since.');
    const isEnrolled = enrolledFactor(store.read, user.user_id) !== undefined;
    const log = (type: NewEvent['type'], description: string): void => {
      events.add({ type, description, ...applicationOf(context, client.client_id), ...userOf(user) });
    };
    const show = (problem?: string): undefined => {
      const shown = { application: client.name, ...(problem !== undefined && { problem }), ...hint(user) };
      const uri = enrolmentUri(store.documents.identity.domain, user.email, secret);
      showPage(request, isEnrolled ? challengePage(shown) : enrolmentPage({ ...shown, secret, uri }));
    };
    if (request.method !== 'POST') {
      if (isEnrolled) log('gd_start_auth', 'Guardian - Second factor authentication started (otp)');
      else log('gd_start_enroll', 'Guardian - Enrollment started (otp)');
      return show();
    }
    const verdict = await codes.verify(user, (await formParameters(request.req)).get('code') ?? '', secret);
    if (verdict !== 'right') {
      log(verdict === 'too-many' ? 'gd_otp_rate_limit_exceed' : 'gd_auth_failed', problems[verdict]);
      request.status = verdict === 'too-many' ? 429 : 400;
      return show(problems[verdict]);
    }
    if (!isEnrolled) log('gd_enrollment_complete', 'Guardian - Enrollment complete (otp)');
    log('gd_auth_succeed', 'Guardian - Second factor authentication succeeded (otp)');
    const mfa: AuthenticationMethod = { name: 'mfa', type: 'otp', timestamp: new Date(now()).toISOString() };
    return { mfa };
  };

  function hint(user: User): { readonly testCode?: string } {
    const { secret } = enrolledFactor(store.read, user.user_id) ?? { secret: testUser.otpSecret };
    const isPublic = user.email === testUser.email && secret === testUser.otpSecret;
    return isPublic ? { testCode: codeAt(secret, now()) } : {};
  }
}
