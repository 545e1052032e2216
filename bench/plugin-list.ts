import { comparePeers, type PeerSubject } from './lib/peers.ts'
import type { Scenario } from './lib/scenario.ts'

const PER_PAGE = 20
const MOST = 1.3
const CATEGORY = 'utility'

const input = (value: object): string => `input=${encodeURIComponent(JSON.stringify(value))}`

const subjectsOf = (deep: number): PeerSubject[] => [
  {
    name: 'gourd, page 1',
    server: 'gourd',
    path: '/api/v1/plugins?page=1',
    about: `GET /plugins, ${PER_PAGE} items`,
    peer: 'hand-written JSON, page 1',
    atMost: MOST,
  },
  {
    name: 'gourd, page 1, nothing kept',
    server: 'gourd, nothing kept',
    path: '/api/v1/plugins?page=1',
    about: 'what it costs to answer for the first time: ANSWER_CACHE_MB=0',
    peer: 'hand-written JSON, page 1',
  },
  {
    name: 'hand-written, page 1',
    server: 'hand-written',
    path: '/api/v1/hand-written/plugins?page=1',
    about: 'Fastify + Zod + prepared SQL in the same server and pool: rows, and a map over them',
    peer: 'gourd, page 1',
  },
  {
    name: 'hand-written JSON, page 1',
    server: 'hand-written JSON',
    path: '/api/v1/hand-written-json/plugins?page=1',
    about: 'the limit: one prepared statement in which PostgreSQL makes the JSON',
  },
  {
    name: 'trpc-to-openapi, page 1',
    server: 'trpc-to-openapi',
    path: '/api/v1/trpc-to-openapi/plugins?page=1',
    about: 'its own Fastify plugin over the same router, in the same server',
    peer: 'gourd, page 1',
  },
  {
    name: 'tRPC adapter, page 1',
    server: 'trpc-adapter',
    path: `/trpc/plugins.list?${input({ page: 1 })}`,
    about: "tRPC's Fastify adapter over the same router: our typed RPC",
    peer: 'gourd, page 1',
  },
  {
    name: `gourd, page ${deep}`,
    server: 'gourd',
    path: `/api/v1/plugins?page=${deep}`,
    about: 'the last page',
    peer: `hand-written JSON, page ${deep}`,
    atMost: MOST,
  },
  {
    name: `hand-written JSON, page ${deep}`,
    server: 'hand-written JSON',
    path: `/api/v1/hand-written-json/plugins?page=${deep}`,
    about: 'the limit for it',
  },
  {
    name: 'gourd, by category',
    server: 'gourd',
    path: `/api/v1/plugins?category=${CATEGORY}`,
    about: `GET /plugins?category=${CATEGORY}, page 1`,
    peer: 'hand-written JSON, by category',
    atMost: MOST,
  },
  {
    name: 'hand-written JSON, by category',
    server: 'hand-written JSON',
    path: `/api/v1/hand-written-json/plugins?category=${CATEGORY}`,
    about: 'the limit for it',
  },
]

export const pluginList: Scenario = {
  name: 'plugin-list',
  title: 'GET /plugins: the first page, the last and by category; 32 connections',
  run: (options) => comparePeers(subjectsOf(Math.floor((options.size.plugins * 0.98) / PER_PAGE)), options),
}
