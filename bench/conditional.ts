import { compare, figuresOf, type Measured, ratio, type Subject } from './lib/compare.ts'
import type { LoadRequest } from './lib/load.ts'
import type { Options, Row, Scenario } from './lib/scenario.ts'
import type { ServerProcess } from './lib/server-process.ts'
import { slugsOf } from './lib/slugs.ts'

const MOST = 0.5
const SOME = 2000
const AT_ONCE = 20

interface Read {
  name: string
  paths: readonly string[]
  /** As browsers, CDNs and most clients ask; without it a tool, for information. */
  takesGzip: boolean
}

export const conditional: Scenario = {
  name: 'conditional',
  title: `304 against 200: the plugin list and ${SOME} plugins, 32 connections`,
  run,
}

async function run(options: Options): Promise<Row[]> {
  const registry = await options.registry()
  const slugs = await slugsOf(registry.ownerUrl, SOME)
  const server = await registry.start('gourd')
  try {
    const list = ['/api/v1/plugins?page=1']
    const details = slugs.map((slug) => `/api/v1/plugins/${slug}`)
    const reads: Read[] = [
      { name: 'list, page 1', paths: list, takesGzip: true },
      { name: 'detail', paths: details, takesGzip: true },
      { name: 'list, page 1, not compressed', paths: list, takesGzip: false },
      { name: 'detail, not compressed', paths: details, takesGzip: false },
    ]
    const subjects = (await Promise.all(reads.map((read) => subjectsOf(server, read)))).flat()
    const results = await compare(subjects, options, registry.statements)
    return reads.flatMap((read) => rowsOf(read, results))
  } finally {
    await server.stop()
  }
}

/** The same reads twice: by somebody who has nothing, and by somebody who has what there is. */
async function subjectsOf(server: ServerProcess, { name, paths, takesGzip }: Read): Promise<Subject[]> {
  const headers = { 'accept-encoding': takesGzip ? 'gzip' : 'identity' }
  const requests = paths.map((path) => ({ path }))
  const known: LoadRequest[] = []
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    const some = paths.slice(at, at + AT_ONCE)
    const tags = await Promise.all(some.map((path) => tagOf(server.origin + path, headers)))
    known.push(
      ...some.map((path, n) => ({ path, headers: { ...headers, 'if-none-match': tags[n] as string } })),
    )
  }
  return [
    { name: `${name}: 200`, server, path: '/', headers, requests },
    { name: `${name}: 304`, server, path: '/', headers, requests: known },
  ]
}

async function tagOf(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(url, { headers })
  const tag = answer.headers.get('etag')
  if (!answer.ok || !tag) throw new Error(`${url} answered ${answer.status} without a tag.`)
  return tag
}

function rowsOf({ name, paths, takesGzip }: Read, results: Record<string, Measured>): Row[] {
  const [full, known] = [`${name}: 200`, `${name}: 304`]
  const value = ratio(results[known] as Measured, results[full] as Measured)
  return [
    { subject: full, about: 'without a tag', figures: figuresOf(results[full] as Measured) },
    {
      subject: known,
      about: paths.length > 1 ? `one of ${paths.length}, with its tag` : 'with its tag',
      figures: { ...figuresOf(results[known] as Measured), '× 200': value },
      checks: takesGzip ? [{ what: `${name}: CPU of 304 against 200`, value, atMost: MOST }] : [],
    },
  ]
}
