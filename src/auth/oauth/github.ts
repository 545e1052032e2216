import { z } from 'zod'
import { emailOf, Flag, HttpsUrl, Id, Text } from './fields.ts'
import type { Dialect } from './provider.ts'

const User = z.object({
  id: z.int().positive().transform(String).pipe(Id),
  login: Text,
  name: Text,
  avatar_url: HttpsUrl,
})

const Emails = z.array(z.object({ email: z.string(), primary: Flag, verified: Flag }))
type Emails = z.infer<typeof Emails>

/** GitHub: the profile shows at most a public address; all of them, and which are verified, are at `/emails`. */
export const github: Dialect = {
  scopes: ['read:user', 'user:email'],
  async account(get, userInfoUrl) {
    const [user, emails] = await Promise.all([get(userInfoUrl), get(emailsUrl(userInfoUrl))])
    const { id, login, name, avatar_url } = User.parse(user)
    const chosen = choose(Emails.parse(emails))
    return { id, login, name, avatarUrl: avatar_url, email: chosen && emailOf(chosen.email, chosen.verified) }
  },
}

function emailsUrl(userInfoUrl: string): string {
  const url = new URL(userInfoUrl)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/emails`
  return url.href
}

/** The primary address, unless only another one is verified. The addresses GitHub makes up take no mail. */
function choose(emails: Emails): Emails[number] | null {
  const real = emails.filter(({ email }) => !email.endsWith('@users.noreply.github.com'))
  const verified = real.filter((each) => each.verified)
  const isPrimary = (each: Emails[number]) => each.primary
  return verified.find(isPrimary) ?? verified[0] ?? real.find(isPrimary) ?? real[0] ?? null
}
