import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** What a server process tells of itself. */
export interface Usage {
  /** CPU time of all its threads since it started. */
  cpuMicros: number
  rssBytes: number
}

type Make = () => Promise<{ server: FastifyInstance; close?(): Promise<unknown> }>

/** The main function of a server process: serves the named one of `makes` and answers its parent's questions. */
export async function serve(makes: Record<string, Make>): Promise<void> {
  const make = makes[process.argv[2] ?? '']
  if (!make) throw new Error(`Say which server: ${Object.keys(makes).join(', ')}.`)
  const { server, close = () => server.close() } = await make()
  await server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = server.server.address() as AddressInfo
  process.on('message', () => process.send?.(usage()))
  // Also when the parent dies: nothing is left behind.
  process.on('disconnect', () => void close().finally(() => process.exit(0)))
  process.send?.({ origin: `http://127.0.0.1:${port}` })
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() }
}
