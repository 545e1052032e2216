import { z } from 'zod'
import { emailOf, Flag, Id, Text } from './fields.ts'
import type { Dialect } from './provider.ts'

const User = z.object({
  id: Id,
  username: Text,
  global_name: Text,
  /** Names the picture; animated ones start with `a_`, and there is a still of each. */
  avatar: z
    .string()
    .regex(/^\w{1,64}$/)
    .nullable()
    .catch(null),
  email: Text,
  verified: Flag,
})

/** Discord. */
export const discord: Dialect = {
  scopes: ['identify', 'email'],
  async account(get, userInfoUrl) {
    const { id, username, global_name, avatar, email, verified } = User.parse(await get(userInfoUrl))
    const picture = `https://cdn.discordapp.com/avatars/${encodeURIComponent(id)}/${avatar}.png`
    return {
      id,
      login: username,
      name: global_name,
      avatarUrl: avatar && picture,
      email: emailOf(email, verified),
    }
  },
}
