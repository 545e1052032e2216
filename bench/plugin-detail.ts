import { comparePeers, type PeerSubject } from './lib/peers.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import { slugsOf } from './lib/slugs.ts'

const MOST = 1.3
const SOME = 2000

export const pluginDetail: Scenario = {
  name: 'plugin-detail',
  title: `GET /plugins/{slug} of ${SOME} plugins at random, 32 connections`,
  run,
}

async function run(options: Options): Promise<Row[]> {
  const { ownerUrl } = await options.registry()
  const slugs = await slugsOf(ownerUrl, SOME)
  const at = (prefix: string) => ({
    path: '/',
    requests: slugs.map((slug) => ({ path: `${prefix}/plugins/${slug}` })),
  })
  const rpc = slugs.map((slug) => ({
    path: `/trpc/plugins.get?input=${encodeURIComponent(JSON.stringify({ slug }))}`,
  }))
  const subjects: PeerSubject[] = [
    {
      name: 'gourd',
      server: 'gourd',
      ...at('/api/v1'),
      about: 'GET /plugins/{slug}',
      peer: 'hand-written JSON',
      atMost: MOST,
    },
    {
      name: 'gourd, nothing kept',
      server: 'gourd, nothing kept',
      ...at('/api/v1'),
      about: 'what it costs to answer for the first time: ANSWER_CACHE_MB=0',
      peer: 'hand-written JSON',
    },
    {
      name: 'hand-written',
      server: 'hand-written',
      ...at('/api/v1/hand-written'),
      about: 'Fastify + Zod + prepared SQL in the same server and pool: two rows, and a map over them',
      peer: 'gourd',
    },
    {
      name: 'hand-written JSON',
      server: 'hand-written JSON',
      ...at('/api/v1/hand-written-json'),
      about: 'the limit: one prepared statement in which PostgreSQL makes the JSON',
    },
    {
      name: 'trpc-to-openapi',
      server: 'trpc-to-openapi',
      ...at('/api/v1/trpc-to-openapi'),
      about: 'its own Fastify plugin over the same router, in the same server',
      peer: 'gourd',
    },
    {
      name: 'tRPC adapter',
      server: 'trpc-adapter',
      path: '/',
      requests: rpc,
      about: "tRPC's Fastify adapter over the same router: our typed RPC",
      peer: 'gourd',
    },
  ]
  return comparePeers(subjects, options)
}
