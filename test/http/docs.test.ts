import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { docsRoutes } from '../../src/http/docs.ts'

const document = { openapi: '3.1.0', info: { title: 'A', version: '1' }, paths: {} }
let made = 0
const server = fastify()

beforeAll(async () => {
  await server.register(docsRoutes, {
    document: async () => {
      made++
      if (made === 1) throw new Error('not yet')
      return document
    },
  })
})
afterAll(() => server.close())

const get = (url: string, headers = {}) => server.inject({ url, headers })
const scriptUrl = async () => /<script src="([^"]+)"/.exec((await get('/api/docs')).body)?.[1] ?? ''

describe('the documentation page', () => {
  it.each(['/api/docs', '/api/docs/'])('is served at %s', async (url) => {
    const { statusCode, headers } = await get(url)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
  })

  it('loads nothing from elsewhere and lets nothing be loaded from there', async () => {
    const { body, headers } = await get('/api/docs')
    expect(body.replace('http%3A%2F%2Fwww.w3.org', '')).not.toMatch(/https?:|%3A%2F%2F|\/\//)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  })

  it('switches off what its script would send elsewhere', async () => {
    const { body } = await get('/api/docs')
    const settings = JSON.parse(
      (/data-configuration="([^"]+)"/.exec(body)?.[1] ?? '').replaceAll('&quot;', '"'),
    )
    expect(settings).toMatchObject({
      url: '/api/docs/openapi.json',
      telemetry: false,
      withDefaultFonts: false,
      agent: { disabled: true },
      mcp: { disabled: true },
    })
    expect(settings.proxyUrl).toBeUndefined()
  })
})

describe('the script of the page', () => {
  it('comes from this server, for good', async () => {
    const url = await scriptUrl()
    expect(url).toMatch(/^\/api\/docs\/reference-\d+\.\d+\.\d+\.js$/)
    const { statusCode, headers, body } = await get(url)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(body).toContain('createApiReference')
  }, 30_000)
})

describe('the document', () => {
  it('is made at the first request; a failure is not kept', async () => {
    expect((await get('/api/docs/openapi.json')).statusCode).toBe(500)
    expect((await get('/api/docs/openapi.json')).json()).toEqual(document)
    await get('/api/docs/openapi.json')
    expect(made).toBe(2)
  })

  it('is not sent to who has it', async () => {
    const first = await get('/api/docs/openapi.json')
    const again = await get('/api/docs/openapi.json', { 'if-none-match': first.headers.etag })
    expect(again.statusCode).toBe(304)
    expect(again.body).toBe('')
  })

  it('is sent compressed to who can unpack it', async () => {
    const { headers } = await get('/api/docs/openapi.json', { 'accept-encoding': 'gzip, br' })
    expect(headers['content-encoding']).toBe('gzip')
    const plain = await get('/api/docs/openapi.json', { 'accept-encoding': 'gzip;q=0' })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.json()).toEqual(document)
  })
})
