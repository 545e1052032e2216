import type { Env } from './env.ts'
import { isSet } from './group.ts'
import { derivedKey } from './secret.ts'

/** The providers people can sign in with. */
export interface OAuthConfig {
  clients: { github?: OAuthClient; google?: OAuthClient; discord?: OAuthClient }
  /** Encrypts what a browser keeps while its person is at the provider. */
  ticketKey: Uint8Array
}

interface OAuthClient extends Endpoints {
  clientId: string
  clientSecret: string
}

interface Endpoints {
  authorizeUrl: string
  tokenUrl: string
  userInfoUrl: string
}

/** Throws `ConfigError` for a provider that is set by half. */
export const oauthConfig = (env: Env, secret: string): OAuthConfig => ({
  clients: {
    github: clientOf('GitHub', 'GITHUB', env, {
      authorizeUrl: 'https://github.com/login/oauth/authorize',
      tokenUrl: 'https://github.com/login/oauth/access_token',
      userInfoUrl: 'https://api.github.com/user',
    }),
    google: clientOf('Google', 'GOOGLE', env, {
      authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
      tokenUrl: 'https://oauth2.googleapis.com/token',
      userInfoUrl: 'https://openidconnect.googleapis.com/v1/userinfo',
    }),
    discord: clientOf('Discord', 'DISCORD', env, {
      authorizeUrl: 'https://discord.com/oauth2/authorize',
      tokenUrl: 'https://discord.com/api/oauth2/token',
      userInfoUrl: 'https://discord.com/api/users/@me',
    }),
  },
  ticketKey: derivedKey(secret, 'sign-in tickets'),
})

function clientOf(
  name: string,
  prefix: 'GITHUB' | 'GOOGLE' | 'DISCORD',
  env: Env,
  own: Endpoints,
): OAuthClient | undefined {
  const required = [`${prefix}_CLIENT_ID`, `${prefix}_CLIENT_SECRET`] as const
  const optional = [`${prefix}_AUTHORIZE_URL`, `${prefix}_TOKEN_URL`, `${prefix}_USERINFO_URL`] as const
  const group = Object.fromEntries([...required, ...optional].map((variable) => [variable, env[variable]]))
  if (!isSet(`Sign-in with ${name}`, group, [...optional])) return undefined
  const [clientId, clientSecret] = required.map((variable) => env[variable] as string) as [string, string]
  return {
    clientId,
    clientSecret,
    authorizeUrl: env[optional[0]] ?? own.authorizeUrl,
    tokenUrl: env[optional[1]] ?? own.tokenUrl,
    userInfoUrl: env[optional[2]] ?? own.userInfoUrl,
  }
}
