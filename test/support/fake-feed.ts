import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface FakeFeed {
  /** Where its releases are. */
  url: string
  origin: string
  /** What it answers from now on. */
  answer: Handler
  /** What was asked for: path with query, and the tag that was sent. */
  requests: { path: string; etag: string | undefined }[]
}

/** A server that plays the release feed of GitHub; closed after the file's tests. */
export async function fakeFeed(): Promise<FakeFeed> {
  const server = createServer((request, response) => {
    feed.requests.push({ path: request.url ?? '', etag: request.headers['if-none-match'] })
    feed.answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const feed: FakeFeed = { origin, url: `${origin}/releases`, answer: releases([]), requests: [] }
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return feed
}

/** A release with some of the many fields GitHub gives it. */
export const githubRelease = (tag_name: unknown, more: Record<string, unknown> = {}) => ({
  id: 1,
  tag_name,
  name: `Pumpkin ${tag_name}`,
  draft: false,
  prerelease: false,
  created_at: '2026-01-01T00:00:00Z',
  published_at: '2026-01-02T00:00:00Z',
  assets: [],
  body: 'What is new',
  ...more,
})

export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }

export const releases = (entries: unknown[], headers: Record<string, string> = {}): Handler =>
  text(200, JSON.stringify(entries), headers)

/** Takes the request and never answers. */
export const silence: Handler = () => {}

/** Sends as much as is taken, up to so many bytes. */
export const endless =
  (bytes: number): Handler =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const chunk = Buffer.alloc(65_536, ' ')
    let sent = 0
    const send = () => {
      while (sent < bytes && !response.destroyed) {
        sent += chunk.length
        if (!response.write(chunk)) return void response.once('drain', send)
      }
      response.end()
    }
    send()
  }
