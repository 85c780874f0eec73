type Options = Readonly<Record<string, unknown>>;

const withColon = (flag: string): string => flag.replace(/^(read|write|admin)_/, '$1:');

/** Flags whose name is not the scope's. */
const scopeNames: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  github: {
    email: ['user:email'],
    follow: ['user:follow'],
    repo_status: ['repo:status'],
    profile: [],
  },
  'google-oauth2': {
    calendar: ['https://www.googleapis.com/auth/calendar'],
    gmail: ['https://mail.google.com/mail/feed/atom'],
    youtube: ['https://gdata.youtube.com'],
  },
  linkedin: {
    email: ['r_emailaddress'],
    profile: ['r_liteprofile'],
    basic_profile: ['r_basicprofile'],
  },
  windowslive: { graph_user: ['https://graph.microsoft.com/User.Read'], signin: [] },
};

/** What the first version of a connection asks for by a flag, where that is another scope. */
const firstVersionScopes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  linkedin: { profile: ['r_basicprofile'] },
  windowslive: { signin: ['wl.signin'] },
};

/**
 * What a social connection asks the other side for, as its flags say; undefined for one that does not work by flags.
 *
 * Source: the official provider's recordings. A flag that none of them sets gives the scope of its own name.
 */
export function socialScope(strategy: string, options: Options): readonly string[] | string | undefined {
  const flags = Object.keys(options).filter((name) => options[name] === true);
  switch (strategy) {
    case 'apple':
      return flags.length === 0 ? undefined : flags.join(' ');
    case 'facebook':
      return flags.join(',');
    case 'line':
      return ['openid', ...flags];
    case 'google-apps':
      return flags.filter((flag) => flag === 'email' || flag === 'profile');
    case 'linkedin':
    case 'windowslive':
      return flags.flatMap((flag) => {
        const first = options['strategy_version'] === 2 ? undefined : firstVersionScopes[strategy]?.[flag];
        return first ?? scopeNames[strategy]?.[flag] ?? [flag];
      });
    case 'google-oauth2':
    case 'wordpress':
    case 'salesforce':
    case 'salesforce-community':
    case 'salesforce-sandbox':
      return flags.flatMap((flag) => scopeNames[strategy]?.[flag] ?? [flag]);
    case 'github':
      return flags.flatMap((flag) => scopeNames['github']?.[flag] ?? [withColon(flag)]);
    default:
      return undefined;
  }
}
