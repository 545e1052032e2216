import { isDeepStrictEqual } from 'node:util'
import { compare, figuresOf, inMoreRounds, type Measured, ratio, type Subject } from './compare.ts'
import type { Check, Options, Row } from './scenario.ts'
import type { ServerProcess } from './server-process.ts'

/** A subject on one of the servers of `bench/servers/plugins.ts`. */
export interface PeerSubject extends Omit<Subject, 'server'> {
  server:
    | 'gourd'
    | 'gourd, nothing kept'
    | 'hand-written'
    | 'hand-written JSON'
    | 'trpc-to-openapi'
    | 'trpc-adapter'
  about: string
  /** The name of the subject that answers the same by other means. */
  peer?: string
  /** The demanded ratio of CPU to that peer. */
  atMost?: number
}

/** Puts the subjects of several servers on one registry under load, and sets each beside its peer. */
export async function comparePeers(subjects: readonly PeerSubject[], options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const servers = new Map<string, ServerProcess>()
  try {
    for (const { server } of subjects) {
      if (!servers.has(server)) servers.set(server, await registry.start(server))
    }
    const running = subjects.map((subject) => ({
      ...subject,
      server: servers.get(subject.server) as ServerProcess,
    }))
    await assertSameAnswers(running)
    const results = await compare(running, inMoreRounds(options), registry.statements)
    return subjects.map((subject) => rowOf(subject, results))
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()))
  }
}

/** A comparison of servers that do not do the same would say nothing. */
async function assertSameAnswers(subjects: readonly (Subject & { peer?: string })[]): Promise<void> {
  const answerOf = async ({ server, path, requests, headers }: Subject) => {
    const answer = await fetch(server.origin + (requests?.[0]?.path ?? path), {
      headers: { 'accept-encoding': 'identity', ...headers },
    })
    if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`)
    const body = (await answer.json()) as { result?: { data?: unknown } }
    return body.result?.data ?? body
  }
  for (const subject of subjects) {
    const peer = subjects.find(({ name }) => name === subject.peer)
    if (!peer) continue
    const [own, other] = [await answerOf(subject), await answerOf(peer)]
    if (isDeepStrictEqual(own, other)) continue
    const texts = [own, other].map((body) => JSON.stringify(body).slice(0, 500))
    throw new Error(`${subject.name} and ${peer.name} do not answer the same:\n${texts.join('\n')}`)
  }
}

function rowOf({ name, about, peer, atMost }: PeerSubject, results: Record<string, Measured>): Row {
  const measured = results[name] as Measured
  const figures = figuresOf(measured)
  if (!peer) return { subject: name, about, figures }
  const value = ratio(measured, results[peer] as Measured)
  const checks: Check[] = atMost ? [{ what: `${name}: CPU against ${peer}`, value, atMost }] : []
  return { subject: name, about, figures: { ...figures, '× peer': value, peer }, checks }
}
