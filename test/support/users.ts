import { randomBytes } from 'node:crypto'
import type { Call } from './caller.ts'

export interface TestUser {
  /** For `Authorization: Bearer`. */
  token: string
  /** As a browser sends it back: `pumpkin_hub_token=…`. */
  cookie: string
  profile: { id: string; username: string; email: string; role: string; [field: string]: unknown }
  password: string
}

export interface SignUp {
  username?: string
  email?: string
  password?: string
}

/** Registers somebody new under a name nobody has. */
export async function signUp(call: Call, overrides: SignUp = {}): Promise<TestUser> {
  const { username = uniqueName(), password = 'correct horse battery' } = overrides
  const body = { username, email: overrides.email ?? `${username}@example.com`, password }
  const answer = await call('POST /auth/register', { body })
  if (answer.status !== 200)
    throw new Error(`sign-up failed: ${answer.status} ${JSON.stringify(answer.body)}`)
  const cookie = cookieOf(answer.headers)
  return { token: cookie.slice(cookie.indexOf('=') + 1), cookie, profile: answer.body, password }
}

export const uniqueName = (prefix = 'user'): string => `${prefix}-${randomBytes(6).toString('hex')}`

/** The session cookie that an answer sets, as a browser sends it back. */
export function cookieOf(headers: Headers): string {
  const [cookie] = headers.getSetCookie().filter((line) => line.startsWith('pumpkin_hub_token='))
  return cookie?.split(';', 1)[0] ?? ''
}
