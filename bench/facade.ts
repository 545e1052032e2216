import { compare, figuresOf, inMoreRounds, type Measured, ratio, type Subject } from './lib/compare.ts'
import type { Check, Options, Row, Scenario } from './lib/scenario.ts'
import { type ServerProcess, startServer } from './lib/server-process.ts'
import { COUNT } from './servers/things.ts'

const FILE = new URL('./servers/facade.ts', import.meta.url)
const QUERY = 'better-maps?count=5'
const FIRST = `/api/v1/things-0/${QUERY}`
const LAST = `/api/v1/things-${COUNT - 1}/${QUERY}`
const RPC = `/trpc/things.thing${COUNT - 1}?input=${encodeURIComponent('{"slug":"better-maps","count":5}')}`

const SERVERS = ['gourd', 'hand-written', 'hand-written-bare', 'trpc-to-openapi', 'trpc-adapter'] as const
type Server = (typeof SERVERS)[number]

const SUBJECTS: { name: string; server: Server; path: string; about: string }[] = [
  { name: 'gourd, first', server: 'gourd', path: FIRST, about: 'our facade, the procedure registered first' },
  { name: 'gourd, last', server: 'gourd', path: LAST, about: 'our facade, the procedure registered last' },
  {
    name: 'hand-written',
    server: 'hand-written',
    path: LAST,
    about:
      'Fastify + Zod by hand with the same schemas, in the same server: ids, headers, CORS, log, metrics',
  },
  {
    name: 'hand-written, bare',
    server: 'hand-written-bare',
    path: LAST,
    about: 'the same routes in a plain Fastify without all that, for information',
  },
  {
    name: 'trpc-to-openapi, first',
    server: 'trpc-to-openapi',
    path: FIRST,
    about: 'its own Fastify plugin over the same router, in the same server, the procedure registered first',
  },
  { name: 'trpc-to-openapi, last', server: 'trpc-to-openapi', path: LAST, about: '… registered last' },
  {
    name: 'tRPC adapter',
    server: 'trpc-adapter',
    path: RPC,
    about: "tRPC's Fastify adapter, in the same server",
  },
]

export const facade: Scenario = {
  name: 'facade',
  title: `a small GET with ${COUNT} procedures registered, 32 connections`,
  run,
}

async function run(options: Options): Promise<Row[]> {
  const started = new Map<Server, ServerProcess>()
  try {
    for (const name of SERVERS) started.set(name, await startServer(FILE, name, options))
    const subjects = SUBJECTS.map(({ server, ...rest }) => ({
      ...rest,
      server: started.get(server) as ServerProcess,
    }))
    await assertSameAnswer(subjects)
    return rowsOf(await compare(subjects, inMoreRounds(options)))
  } finally {
    await Promise.all([...started.values()].map((server) => server.stop()))
  }
}

/** A comparison of servers that do not do the same would say nothing. */
async function assertSameAnswer(subjects: Subject[]): Promise<void> {
  const bodies = await Promise.all(
    subjects.map(async ({ server, path }) => {
      const body = (await (await fetch(server.origin + path)).json()) as any
      return JSON.stringify(path === RPC ? body.result.data : body)
    }),
  )
  if (new Set(bodies).size > 1) throw new Error(`The servers do not answer the same: ${bodies.join('\n')}`)
}

function rowsOf(results: Record<string, Measured>): Row[] {
  const of = (name: string) => results[name] as Measured
  const peer = of('hand-written')
  return SUBJECTS.map(({ name, about }) => ({
    subject: name,
    about,
    figures: {
      ...figuresOf(of(name)),
      '× hand-written': ratio(of(name), peer),
      '× bare': ratio(of(name), of('hand-written, bare')),
    },
    checks: name.startsWith('gourd') ? checksOf(name, of) : [],
  }))
}

function checksOf(name: string, of: (name: string) => Measured): Check[] {
  const place = name.slice('gourd, '.length)
  return [
    { what: `${name}: CPU against hand-written`, value: ratio(of(name), of('hand-written')), atMost: 2.2 },
    {
      what: `${name}: CPU against trpc-to-openapi`,
      value: ratio(of(name), of(`trpc-to-openapi, ${place}`)),
      atMost: 0.4,
    },
    ...(place === 'last'
      ? [
          {
            what: 'gourd: last against first',
            value: ratio(of(name), of('gourd, first')),
            atLeast: 0.9,
            atMost: 1.1,
          },
        ]
      : []),
  ]
}
