import { expect, test } from 'vitest';
import { makeSafeCommand } from '../../src/drift/judges/mend.ts';
import { protectionRules } from '../../src/drift/safety/protection-rules.ts';
import { tokens } from '../../src/management/resources/resource-types.ts';

test.each(protectionRules)('the mend of $path goes to the document that holds it', (rule) => {
  const documents: Readonly<Record<string, string>> = {
    bruteForceProtection: 'brute-force-protection',
    suspiciousIpThrottling: 'suspicious-ip-throttling',
    breachedPasswordDetection: 'breached-password-detection',
  };
  const document = documents[rule.path.split('.')[0] ?? ''];
  const command = makeSafeCommand(tokens.attackProtection, 'attack-protection', rule);
  expect(command).toMatch(new RegExp(`^auth0 api (get|patch) attack-protection/${document}( |$)`));
});
