import type { Answer, Call } from './caller.ts'

export interface TestKey {
  id: string
  /** For `X-API-Key` or `Authorization: Bearer`. */
  key: string
  key_prefix: string
  org_id: string
  permissions: string[]
  [field: string]: unknown
}

/** Makes a key that can publish, unless said otherwise, and no call of a test is too many for. */
export async function newKey(
  call: Call,
  token: string,
  overrides: Record<string, unknown> = {},
): Promise<TestKey> {
  const unlimited = { rate_limit_per_second: null, rate_limit_burst_size: null }
  const body = { name: 'CI', permissions: ['publish'], ...unlimited, ...overrides }
  const answer = await call('POST /api-keys', { token, body })
  if (answer.status !== 201) throw new Error(`no key: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Calls with a key in `X-API-Key`. */
export const withKey = (
  call: Call,
  { key }: { key: string },
  request: Parameters<Call>[0],
  body?: unknown,
): Promise<Answer> => call(request, { headers: { 'x-api-key': key }, body })
