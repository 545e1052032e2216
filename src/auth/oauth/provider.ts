/** Who vouches for people, in the order they are offered. */
export const PROVIDERS = ['github', 'google', 'discord'] as const
export type Provider = (typeof PROVIDERS)[number]

/** How people write it. */
export const PROVIDER_NAMES: Record<Provider, string> = {
  github: 'GitHub',
  google: 'Google',
  discord: 'Discord',
}

/** This server as a provider knows it, and where the provider is. */
export interface ProviderClient {
  clientId: string
  clientSecret: string
  authorizeUrl: string
  tokenUrl: string
  userInfoUrl: string
}

/** A person as a provider describes them. Only `id` is sure to be theirs for ever. */
export interface ProviderAccount {
  id: string
  /** What they are called there: a username where the provider has such, else a name. */
  login: string | null
  name: string | null
  /** An https address. */
  avatarUrl: string | null
  email: { address: string; isVerified: boolean } | null
}

/** How one provider is asked who somebody is. */
export interface Dialect {
  scopes: readonly string[]
  /** Reads the account with `get`, which rejects for whatever is not a good answer. */
  account(get: (url: string) => Promise<unknown>, userInfoUrl: string): Promise<ProviderAccount>
}
