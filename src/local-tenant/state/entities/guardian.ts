/**
 * Which logins multi-factor authentication is for, and how each factor works: what was put under a path of the API, such as
 * `/guardian/factors/duo/settings`. Source: Management API v2, `/guardian`.
 */
export interface GuardianSettings {
  readonly '/guardian/policies'?: readonly ('all-applications' | 'confidence-score')[];
  readonly [path: string]: unknown;
}
