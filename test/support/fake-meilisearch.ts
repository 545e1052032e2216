import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { type Doc, matcherOf } from './meilisearch-filter.ts'
import { ApiError, DEFAULTS, type FakeIndex, type Search, searchIn } from './meilisearch-index.ts'

interface Task {
  uid: number
  indexUid: string | null
  status: 'enqueued' | 'processing' | 'succeeded' | 'failed'
  type: string
  error: { code: string; message: string } | null
  enqueuedAt: string
}

export interface FakeMeilisearch {
  url: string
  indexes: Map<string, FakeIndex>
  /** `POST /indexes/x/search`, in order. */
  requests: string[]
  tasks: Task[]
  /** How long (ms) each task takes. */
  taskMs: number
  /** Answers instead of the server; true when it did. */
  fault?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** Lets a task fail with this code. */
  taskFault?: (type: string, indexUid: string | null) => string | undefined
  close(): Promise<void>
}

/**
 * Speaks the part of Meilisearch's HTTP interface that is used, over documents in memory: writes are tasks done one
 * after the other, some time after they were accepted, and a failed task is seen only by whoever asks about it.
 */
export async function fakeMeilisearch({ key }: { key?: string } = {}): Promise<FakeMeilisearch> {
  let queue = Promise.resolve()
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fake: FakeMeilisearch = {
    url: `http://127.0.0.1:${port}`,
    indexes: new Map(),
    requests: [],
    tasks: [],
    taskMs: 1,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '', fake.url)
    fake.requests.push(`${request.method} ${pathname}`)
    if (fake.fault?.(request, response)) return
    try {
      checkKey(request, pathname, key)
      const [status, body] = route(`${request.method} ${pathname}`, await bodyOf(request))
      answer(response, status, body)
    } catch (error) {
      const { status = 500, code = 'internal', message } = error as ApiError
      answer(response, status, { message, code, type: 'invalid_request', link: '' })
    }
  }

  function enqueue(type: string, indexUid: string | null, work: () => void): [number, unknown] {
    const task: Task = {
      uid: fake.tasks.length,
      indexUid,
      status: 'enqueued',
      type,
      error: null,
      enqueuedAt: new Date().toISOString(),
    }
    fake.tasks.push(task)
    queue = queue.then(async () => {
      task.status = 'processing'
      await new Promise((resolve) => setTimeout(resolve, fake.taskMs))
      const code = fake.taskFault?.(type, indexUid) ?? failureOf(work)
      task.status = code ? 'failed' : 'succeeded'
      if (code) task.error = { code, message: `the fake says ${code}` }
    })
    return [202, { taskUid: task.uid, indexUid, status: 'enqueued', type, enqueuedAt: task.enqueuedAt }]
  }

  function existing(uid: string): FakeIndex {
    const index = fake.indexes.get(uid)
    if (!index) throw new ApiError(404, 'index_not_found')
    return index
  }

  function create(uid: string, primaryKey: string | null): FakeIndex {
    const index = {
      createdAt: new Date().toISOString(),
      primaryKey,
      settings: { ...DEFAULTS },
      documents: new Map(),
    }
    fake.indexes.set(uid, index)
    return index
  }

  const routes: [RegExp, (body: any, uid: string, id: string) => [number, unknown]][] = [
    [/^GET \/health$/, () => [200, { status: 'available' }]],
    [/^GET \/tasks\/(\d+)$/, (_, uid) => [200, fake.tasks[Number(uid)]]],
    [
      /^GET \/indexes$/,
      () => [
        200,
        {
          results: [...fake.indexes].map(([uid, { createdAt }]) => ({ uid, createdAt })),
          offset: 0,
          limit: 1000,
          total: fake.indexes.size,
        },
      ],
    ],
    [
      /^POST \/indexes$/,
      ({ uid, primaryKey = null }) =>
        enqueue('indexCreation', uid, () => {
          if (fake.indexes.has(uid)) throw new ApiError(409, 'index_already_exists')
          create(uid, primaryKey)
        }),
    ],
    [
      /^DELETE \/indexes\/([\w-]+)$/,
      (_, uid) =>
        enqueue('indexDeletion', uid, () => {
          existing(uid)
          fake.indexes.delete(uid)
        }),
    ],
    [
      /^PATCH \/indexes\/([\w-]+)\/settings$/,
      (settings, uid) =>
        enqueue('settingsUpdate', uid, () => void Object.assign(existing(uid).settings, settings)),
    ],
    // An index that is not there is made, without settings.
    [
      /^POST \/indexes\/([\w-]+)\/documents$/,
      (documents: Doc[], uid) =>
        enqueue('documentAdditionOrUpdate', uid, () => {
          const index = fake.indexes.get(uid) ?? create(uid, 'id')
          for (const doc of documents) {
            if (!/^[\w-]{1,511}$/.test(String(doc.id))) throw new ApiError(400, 'invalid_document_id')
            index.documents.set(String(doc.id), doc)
          }
        }),
    ],
    [
      /^POST \/indexes\/([\w-]+)\/documents\/delete$/,
      ({ filter }, uid) =>
        enqueue('documentDeletion', uid, () => {
          const { documents, settings } = existing(uid)
          const matches = matcherOf(settings.filterableAttributes, filter, 'invalid_document_filter')
          for (const [id, doc] of documents) if (matches(doc)) documents.delete(id)
        }),
    ],
    [
      /^GET \/indexes\/([\w-]+)\/documents\/([\w-]+)$/,
      (_, uid, id) => {
        const doc = existing(uid).documents.get(id)
        if (!doc) throw new ApiError(404, 'document_not_found')
        return [200, doc]
      },
    ],
    [/^POST \/indexes\/([\w-]+)\/search$/, (search: Search, uid) => [200, searchIn(existing(uid), search)]],
    [
      /^POST \/swap-indexes$/,
      (swaps: { indexes: [string, string] }[]) =>
        enqueue('indexSwap', null, () => {
          for (const { indexes } of swaps) {
            const [one, other] = [existing(indexes[0]), existing(indexes[1])]
            fake.indexes.set(indexes[0], other).set(indexes[1], one)
          }
        }),
    ],
  ]

  function route(line: string, body: unknown): [number, unknown] {
    for (const [pattern, handle] of routes) {
      const match = pattern.exec(line)
      if (match) return handle(body, match[1] ?? '', match[2] ?? '')
    }
    throw new ApiError(404, `not_found ${line}`)
  }
  return fake
}

function checkKey({ headers }: IncomingMessage, path: string, key: string | undefined): void {
  if (!key || path === '/health') return
  if (!headers.authorization) throw new ApiError(401, 'missing_authorization_header')
  if (headers.authorization !== `Bearer ${key}`) throw new ApiError(403, 'invalid_api_key')
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'DELETE') return undefined
  const text = await json(request).catch(() => {
    throw new ApiError(400, 'malformed_payload')
  })
  // The server's parser refuses what is no Unicode; ours lets it pass.
  if (/\\ud[89a-f]/i.test(JSON.stringify(text))) throw new ApiError(400, 'malformed_payload')
  return text
}

function failureOf(work: () => void): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as ApiError).code ?? 'internal'
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
