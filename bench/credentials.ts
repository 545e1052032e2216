import { compare, figuresOf, inMoreRounds, type Measured, ratio, type Subject } from './lib/compare.ts'
import { post, register } from './lib/people.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'

const MOST = 1.5

/** What it costs to find out who is calling. */
export const credentials: Scenario = {
  name: 'credentials',
  title: 'GET /plugins anonymous, with a session cookie, with an API key; 32 connections',
  run,
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const server = await registry.start('gourd')
  try {
    const { token } = await register(server.origin)
    const unlimitedKey = { rate_limit_per_second: null, rate_limit_burst_size: null }
    const made = await post(
      server.origin,
      '/api-keys',
      { name: 'Bench', permissions: ['read'], ...unlimitedKey },
      token,
    )
    const { key } = (await made.json()) as { key: string }
    const callers: Record<string, Record<string, string>> = {
      anonymous: {},
      session: { cookie: `pumpkin_hub_token=${token}` },
      key: { 'x-api-key': key },
    }
    const path = '/api/v1/plugins'
    const subjects: Subject[] = Object.entries(callers).map(([name, headers]) => ({
      name,
      server,
      path,
      headers,
    }))
    return rowsOf(await compare(subjects, inMoreRounds(options), registry.statements))
  } finally {
    await server.stop()
  }
}

const ABOUT = {
  anonymous: 'no credential, limited by address',
  session: 'one statement more: the stored session',
  key: 'one statement more: the stored key; and its usage is logged',
}

function rowsOf(results: Record<string, Measured>): Row[] {
  const anonymous = results.anonymous as Measured
  return Object.entries(ABOUT).map(([subject, about]) => {
    const measured = results[subject] as Measured
    const times = ratio(measured, anonymous)
    const check = { what: `${subject}: CPU against the same request anonymous`, value: times, atMost: MOST }
    return {
      subject,
      about,
      figures: { ...figuresOf(measured), '× anonymous': times },
      checks: subject === 'anonymous' ? [] : [check],
    }
  })
}
