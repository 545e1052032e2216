import { z } from 'zod'
import { emailOf, Flag, HttpsUrl, Id, Text } from './fields.ts'
import type { Dialect } from './provider.ts'

/** The claims of OpenID Connect Core §5.1. */
const Claims = z.object({
  sub: Id,
  name: Text,
  preferred_username: Text,
  picture: HttpsUrl,
  email: Text,
  email_verified: Flag,
})

/** Google, and any OpenID provider: people have a name and no username. */
export const google: Dialect = {
  scopes: ['openid', 'email', 'profile'],
  async account(get, userInfoUrl) {
    const claims = Claims.parse(await get(userInfoUrl))
    return {
      id: claims.sub,
      login: claims.preferred_username ?? claims.name,
      name: claims.name,
      avatarUrl: claims.picture,
      email: emailOf(claims.email, claims.email_verified),
    }
  },
}
