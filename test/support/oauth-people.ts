import { randomInt } from 'node:crypto'
import type { Person, Provider } from './oauth.ts'
import { uniqueName } from './users.ts'

export interface Described {
  login?: string
  name?: string | null
  /** `null`: the provider knows none. */
  email?: string | null
  verified?: boolean
}

/** Somebody new at a provider, as that provider describes people. */
export function somebody(provider: Provider, described: Described = {}): Person {
  const login = described.login ?? uniqueName(provider)
  const { name = 'Some Body', email = `${login}@example.com`, verified = true } = described
  const number = randomInt(1, 2 ** 47)
  switch (provider) {
    case 'github':
      return {
        userInfo: {
          id: number,
          login,
          name,
          avatar_url: `https://avatars.example.com/u/${number}`,
          email: null,
        },
        emails: email === null ? [] : [{ email, primary: true, verified, visibility: 'private' }],
      }
    case 'google':
      return {
        userInfo: {
          sub: String(number),
          name: login,
          picture: `https://lh3.example.com/${number}`,
          ...(email !== null && { email, email_verified: verified }),
        },
      }
    case 'discord':
      return {
        userInfo: {
          id: String(number),
          username: login,
          global_name: name,
          avatar: 'a_0123456789abcdef',
          email,
          verified,
        },
      }
  }
}
