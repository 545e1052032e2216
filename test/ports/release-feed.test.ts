import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { createReleaseFeed } from '../../src/ports/release-feed/index.ts'
import {
  endless,
  type FakeFeed,
  fakeFeed,
  githubRelease,
  releases,
  silence,
  text,
} from '../support/fake-feed.ts'

let server: FakeFeed
beforeAll(async () => {
  server = await fakeFeed()
})

const read = (options: { timeoutMs?: number; etag?: string } = {}) =>
  createReleaseFeed({ url: server.url, timeoutMs: options.timeoutMs }).read(options.etag)
const tags = async () => {
  const answer = await read()
  return answer.kind === 'releases' ? answer.releases.map(({ tagName }) => tagName) : answer.kind
}

describe('the release feed', () => {
  it('is read with its drafts, its dates and its tag', async () => {
    const draft = githubRelease('v2.0.0', { draft: true, published_at: null })
    server.answer = releases([draft, githubRelease('v1.0.0')], { etag: 'W/"one"' })
    expect(await read()).toMatchObject({
      kind: 'releases',
      etag: 'W/"one"',
      releases: [
        { tagName: 'v2.0.0', isDraft: true },
        { tagName: 'v1.0.0', isDraft: false, publishedAt: new Date('2026-01-02T00:00:00Z') },
      ],
    })
  })

  it('loses only the entries that are no releases', async () => {
    const odd = [
      null,
      7,
      'v9.0.0',
      [],
      {},
      githubRelease(7),
      githubRelease('v8.0.0', { published_at: 'soon' }),
    ]
    server.answer = releases([
      ...odd,
      githubRelease('v1.0.0'),
      githubRelease('v7.0.0', { published_at: null }),
    ])
    expect(await tags()).toEqual(['v1.0.0'])
  })

  it('is read to its last page, and then has no tag of its own', async () => {
    const link = (page: number) =>
      `<${server.url}?page=1>; rel="prev", <${server.url}?page=${page}>; rel="next"`
    server.answer = ({ url }, response) => {
      const page = Number(new URL(url ?? '', server.origin).searchParams.get('page') ?? 1)
      const headers: Record<string, string> = { etag: `"${page}"`, ...(page < 3 && { link: link(page + 1) }) }
      releases([githubRelease(`v1.0.${page}`)], headers)(undefined as never, response)
    }
    const answer = await read()
    expect(answer).toMatchObject({
      etag: undefined,
      releases: [1, 2, 3].map((page) => ({ tagName: `v1.0.${page}` })),
    })
  })

  it('ends somewhere, also when each page names a next one', async () => {
    server.requests.length = 0
    server.answer = releases([githubRelease('v1.0.0')], { link: `<${server.url}>; rel=next` })
    expect(await tags()).toHaveLength(20)
    expect(server.requests).toHaveLength(20)
  })

  it('is asked with the tag it gave, and may say that nothing changed', async () => {
    server.answer = text(304, '')
    expect(await read({ etag: 'W/"one"' })).toEqual({ kind: 'unchanged' })
    expect(server.requests.at(-1)?.etag).toBe('W/"one"')
    await expect(read()).rejects.toThrow('answered 304')
  })

  it('may have moved', async () => {
    server.answer = ({ url }, response) =>
      url === '/new'
        ? releases([githubRelease('v1.0.0')])(undefined as never, response)
        : text(301, '', { location: '/new' })(undefined as never, response)
    expect(await tags()).toEqual(['v1.0.0'])
  })

  it.each(['file:///etc/passwd', 'data:application/json,[]', 'ftp://127.0.0.1/x', 'http://['])(
    'is not followed to %s',
    async (location) => {
      server.answer = text(302, '', { location })
      await expect(read()).rejects.toThrow('is not followed')
    },
  )

  it('is not followed in circles, nor to a next page elsewhere', async () => {
    server.answer = text(302, '', { location: server.url })
    await expect(read()).rejects.toThrow('redirects too often')
    server.answer = releases([], { link: '<http://localhost:1/x>; rel="next"' })
    await expect(read()).rejects.toThrow('goes on at another place')
  })

  it.each([
    ['HTML', () => text(200, '<!doctype html><p>Unicorn!', { 'content-type': 'text/html' }), 'not JSON'],
    ['half of a list', () => text(200, '[{"tag_name": "v1.0'), 'not JSON'],
    ['nothing', () => text(200, ''), 'not JSON'],
    ['an object', () => text(200, '{"message": "API rate limit exceeded"}'), 'not a list'],
    ['an error', () => text(500, 'oops'), 'answered 500'],
    ['a refusal', () => text(403, '{"message": "rate limit"}'), 'answered 403'],
    ['100 MB', () => endless(100_000_000), 'more than 5000000 bytes'],
    [
      'a compressed bomb',
      () => (_: unknown, response: any) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000, ' '))),
      'more than 5000000 bytes',
    ],
  ])('is refused when it answers %s', async (_, answer, sentence) => {
    server.answer = answer()
    await expect(read()).rejects.toThrow(sentence)
  })

  it('is given up when it does not answer, or the server stops', async () => {
    server.answer = silence
    await expect(read({ timeoutMs: 100 })).rejects.toThrow(/timeout/)
    const feed = createReleaseFeed({ url: server.url })
    const reading = feed.read()
    feed.close()
    await expect(reading).rejects.toThrow('the server is stopping')
  })

  it('is given up when it stops in the middle of its answer', async () => {
    server.answer = (_, response) => void response.writeHead(200).write('[')
    await expect(read({ timeoutMs: 100 })).rejects.toThrow(/timeout/)
  })
})
