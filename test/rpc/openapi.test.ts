import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildOpenApi } from '../../src/rpc/openapi.ts'
import { open } from '../../src/rpc/procedures.ts'
import { t } from '../../src/rpc/trpc.ts'
import { fixture } from './openapi-fixture.ts'
import { lint } from './openapi-lint.ts'

const options = { version: '1.2.0', baseUrl: 'http://localhost:8080' }
const document = JSON.parse(JSON.stringify(buildOpenApi(fixture, options)))
const { paths, components } = document
const bodyOf = ({ requestBody }: { requestBody: { content: object } }) =>
  Object.values(requestBody.content)[0]
const statuses = ({ responses }: { responses: object }) => Object.keys(responses)

describe('the document', () => {
  it('passes the recommended lint without a warning', async () => {
    expect(await lint(JSON.stringify(document))).toEqual([])
  }, 30_000)

  it('would not pass it with a mistake', async () => {
    const { summary: _, ...unsummed } = paths['/plugins'].get
    const broken = { ...document, paths: { ...paths, '/plugins': { get: unsummed } } }
    expect(await lint(JSON.stringify(broken))).toContainEqual(expect.stringContaining('operation-summary'))
  }, 30_000)

  it('is the same text each time', () => {
    expect(JSON.stringify(buildOpenApi(fixture, options))).toBe(
      JSON.stringify(buildOpenApi(fixture, options)),
    )
  })

  it('has the routes in the order of the router and leaves out what is RPC only', () => {
    expect(Object.keys(paths).slice(0, 4)).toEqual([
      '/plugins',
      '/plugins/{slug}',
      '/plugins/{slug}/install',
      '/plugins/{slug}/hide',
    ])
    expect(JSON.stringify(paths)).not.toContain('onlyRpc')
  })

  it('describes the tags in use, under their headings', () => {
    expect(document.tags.map(({ name }: { name: string }) => name)).toEqual(['users', 'plugins', 'binaries'])
    expect(document['x-tagGroups']).toEqual([
      { name: 'Account', tags: ['users'] },
      { name: 'Registry', tags: ['plugins', 'binaries'] },
    ])
  })

  it('names operations after their procedures', () => {
    expect(paths['/plugins'].get.operationId).toBe('plugins-list')
  })

  it('refuses an input that the facade could not read', () => {
    const meta = { openapi: { method: 'POST', path: '/x' } } as const
    const router = t.router({
      x: open
        .meta(meta)
        .input(z.string())
        .mutation(() => undefined),
    })
    expect(() => buildOpenApi(router, options)).toThrow(
      'x has a REST route, so its input must be a z.object().',
    )
  })
})

describe('schemas', () => {
  it('are printed once when they are the same both ways, and twice when they are not', () => {
    expect(Object.keys(components.schemas)).toEqual([
      'Author',
      'CreatePlugin',
      'Error',
      'Plugin',
      'Rating',
      'Settings',
      'SettingsOutput',
    ])
  })

  it('of answers stay open for more members', () => {
    expect(JSON.stringify(document)).not.toContain('additionalProperties')
  })

  it('have no patterns beside formats and no bounds that say nothing', () => {
    expect(components.schemas.Author.properties.id).toEqual({ type: 'string', format: 'uuid' })
    expect(paths['/plugins/{slug}/binaries'].post.responses[201].content['application/json'].schema).toEqual({
      type: 'object',
      properties: { size: { type: 'integer' } },
      required: ['size'],
    })
  })
})

describe('requests', () => {
  it('keep what an optional parameter says about itself, with its example and default', () => {
    const { parameters } = paths['/plugins'].get
    expect(parameters[0]).toEqual({
      name: 'q',
      in: 'query',
      description: 'Text to look for',
      schema: { type: 'string' },
      example: 'guard it',
    })
    expect(parameters[1].schema).toEqual({ type: 'string', enum: ['newest', 'name'], default: 'newest' })
    expect(parameters[3]).toMatchObject({ name: 'yanked', schema: { type: 'boolean' }, example: false })
  })

  it('refer to a body that has a name', () => {
    const body = bodyOf(paths['/plugins'].post)
    expect(body).toMatchObject({
      schema: { $ref: '#/components/schemas/CreatePlugin' },
      example: { name: "It's" },
    })
  })

  it('leave the path out of the body and keep the meta of its schema', () => {
    const { put } = paths['/plugins/{slug}']
    expect(bodyOf(put)).toEqual({
      schema: {
        type: 'object',
        minProperties: 1,
        properties: { name: { type: 'string' }, bio: { type: ['string', 'null'] } },
      },
      example: { bio: null },
    })
    expect(put.requestBody.required).toBe(true)
  })

  it('do not need a body of optional members', () => {
    expect(paths['/plugins/{slug}/hide'].post.requestBody.required).toBe(false)
    expect(paths['/plugins/{slug}/install'].post.requestBody).toBeUndefined()
  })

  it('show a form with its file', () => {
    expect(paths['/plugins/{slug}/binaries'].post.requestBody).toEqual({
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['platform', 'file'],
            properties: {
              platform: { type: 'string', description: 'The platform', enum: ['linux', 'macos'] },
              file: { type: 'string', format: 'binary', description: 'The binary' },
            },
          },
          encoding: { file: { contentType: 'application/wasm, application/zip' } },
        },
      },
    })
  })
})

describe('access', () => {
  it('of an open procedure needs nothing and takes every credential', () => {
    expect(paths['/plugins'].get.security).toEqual([
      {},
      { cookieAuth: [] },
      { bearerAuth: [] },
      { apiKeyAuth: [] },
    ])
  })

  it('by scope takes keys and names the scope', () => {
    const { post } = paths['/plugins']
    expect(post.security).toEqual([{ cookieAuth: [] }, { bearerAuth: [] }, { apiKeyAuth: [] }])
    expect(post.description).toBe('Creates.\n\nScope: `publish`')
    expect(post['x-required-scope']).toBe('publish')
  })

  it('by session or role takes no keys', () => {
    expect(paths['/plugins/{slug}'].put.security).toEqual([{ cookieAuth: [] }, { bearerAuth: [] }])
    expect(paths['/plugins/{slug}/hide'].post.description).toContain('Role: `moderator` or `admin`')
  })
})

describe('responses', () => {
  it('have the status the procedure answers with', () => {
    const success = (operation: { responses: object }) =>
      statuses(operation).filter((status) => status < '400')
    expect(success(paths['/plugins'].get)).toEqual(['200'])
    expect(success(paths['/plugins'].post)).toEqual(['201'])
    expect(success(paths['/plugins/{slug}'].delete)).toEqual(['204'])
    expect(success(paths['/plugins/{slug}/install'].post)).toEqual(['200', '201'])
    expect(success(paths['/plugins/{slug}/file'].get)).toEqual(['302'])
    expect(paths['/plugins/{slug}'].delete.responses[204].content).toBeUndefined()
  })

  it('of bytes name their types', () => {
    const { content, description } = paths['/plugins/{slug}/icon'].get.responses[200]
    expect(description).toBe('The picture')
    expect(Object.keys(content)).toEqual(['image/png', 'image/webp'])
  })

  it('include the errors that access and input imply', () => {
    expect(statuses(paths['/plugins'].get)).toEqual(['200', '401', '422', '429', '500', '503', '504'])
    expect(statuses(paths['/plugins/{slug}'].get)).toEqual(['200', '401', '404', '429', '500', '503', '504'])
    expect(statuses(paths['/plugins'].post)).toEqual([
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '503',
      '504',
    ])
    expect(statuses(paths['/plugins/{slug}'].put)).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '413',
      '415',
      '429',
      '500',
      '503',
      '504',
    ])
  })

  it('share errors that say nothing of their own, with an example in the one shape', () => {
    expect(paths['/plugins'].get.responses[429]).toEqual({ $ref: '#/components/responses/RateLimited' })
    expect(
      components.responses.InsufficientScopePublishOrAccountSuspended.content['application/json'],
    ).toMatchObject({
      schema: { $ref: '#/components/schemas/Error' },
      examples: { insufficient_scope: { value: { error: { required_scope: 'publish' } } } },
    })
    expect(components.responses.RateLimited.headers['retry-after']).toBeDefined()
  })

  it('tell the cause where the procedure knows it', () => {
    const { description, content } = paths['/plugins'].post.responses[409]
    expect(description).toBe('`conflict`: The name is taken')
    expect(content['application/json'].example.error).toMatchObject({
      code: 'conflict',
      message: 'The name is taken.',
    })
  })
})
