import { randomBytes } from 'node:crypto'

/** Calls the REST API of a server with JSON; throws when the answer is not a success. */
export async function post(origin: string, path: string, body: unknown, token?: string): Promise<Response> {
  const answer = await fetch(`${origin}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}

export interface Person {
  email: string
  password: string
  /** For `Authorization: Bearer`. */
  token: string
}

/** Registers somebody. */
export async function register(origin: string): Promise<Person> {
  const username = `bench-${randomBytes(4).toString('hex')}`
  const credentials = { email: `${username}@example.com`, password: randomBytes(12).toString('hex') }
  const answer = await post(origin, '/auth/register', { username, ...credentials })
  const [cookie = ''] = answer.headers.getSetCookie()
  return { ...credentials, token: cookie.slice(cookie.indexOf('=') + 1).split(';', 1)[0] ?? '' }
}

/** The request with which somebody signs in. */
export const loginOf = ({ email, password }: Person) => ({
  path: '/api/v1/auth/login',
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email, password }),
})

/** Publishes a plugin of a new author. */
export async function publishPlugin(origin: string): Promise<{ slug: string; token: string }> {
  const { token } = await register(origin)
  const name = `bench-${randomBytes(4).toString('hex')}`
  const made = await post(origin, '/plugins', { name, short_description: 'Large' }, token)
  const { slug } = (await made.json()) as { slug: string }
  return { slug, token }
}
