import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { newKey, withKey } from '../../support/keys.ts'
import { ODD_PATHS } from '../../support/odd-input.ts'
import { deactivatePlugin, newVersion } from '../../support/plugins.ts'
import { signUp, type TestUser } from '../../support/users.ts'
import { graphOf, needs, path, released, type TestPlugin } from './support.ts'

const app = testApp()
const call = callerOf(app)

let author: TestUser
let stranger: TestUser
let plugin: TestPlugin
let target: TestPlugin
let dependency: { id: string; [field: string]: unknown }
beforeAll(async () => {
  author = await signUp(call)
  stranger = await signUp(call)
})
beforeEach(async () => {
  plugin = await released(call, author.token)
  target = await released(call, stranger.token)
  dependency = await needs(call, author.token, plugin, target)
})

const one = (rest = `/${dependency.id}`) => path(plugin, '1.0.0', rest)
const put = (body: unknown, token: string | undefined = author.token) => call(`PUT ${one()}`, { token, body })
const remove = (token: string | undefined = author.token) => call(`DELETE ${one()}`, { token })
const list = async () => (await call(`GET ${path(plugin)}`)).body.dependencies

describe('PUT …/dependencies/{dependency_id}', () => {
  it('changes what is sent and keeps the rest', async () => {
    const first = await put({ version_req: '  >=2.0 ' })
    expect([first.status, first.body]).toEqual([200, { ...dependency, version_req: '>=2.0' }])
    const second = await put({ is_optional: true })
    expect(second.body).toEqual({ ...dependency, version_req: '>=2.0', is_optional: true })
    expect((await put({ version_req: '*', is_optional: false })).body).toEqual({
      ...dependency,
      version_req: '*',
    })
    expect(await list()).toEqual([{ ...dependency, version_req: '*' }])
  })

  it('resolves by the new requirement', async () => {
    await newVersion(call, stranger.token, target.slug, { version: '2.1.0' })
    await put({ version_req: '2' })
    expect((await graphOf(call, plugin)).graph[0].dependencies[0].resolved_version).toBe('2.1.0')
    await put({ version_req: '>2 <1' })
    expect((await graphOf(call, plugin)).graph[0].dependencies[0].resolved_version).toBe(null)
    await put({ version_req: '1' })
    expect((await graphOf(call, plugin)).graph[0].dependencies[0].resolved_version).toBe('1.0.0')
  })

  it('is at once what the graph shows', async () => {
    const shown = async () => {
      const { version_req, is_optional, resolved_version } = (await graphOf(call, plugin)).graph[0]
        .dependencies[0]
      return [version_req, is_optional, resolved_version]
    }
    await put({ is_optional: true })
    expect(await shown()).toEqual([dependency.version_req, true, '1.0.0'])
    await put({ version_req: '^7 || 1.0.0', is_optional: false })
    expect(await shown()).toEqual(['^7 || 1.0.0', false, '1.0.0'])
  })

  it('changes a dependency whose plugin has become inactive', async () => {
    await deactivatePlugin(app.current, target.slug)
    expect((await put({ version_req: '^3', is_optional: true })).status).toBe(200)
  })

  it.each([
    ['an empty body', {}],
    ['only what cannot be changed', { dependency_plugin_id: 'b3000000-0000-0000-0000-000000000001' }],
    ['an empty requirement', { version_req: '' }],
    ['a requirement that cannot be read', { version_req: 'latest' }],
    ['a requirement of 10,000 characters', { version_req: '1 '.repeat(5000) }],
    ['a requirement that is null', { version_req: null }],
    ['an optional flag that is null', { is_optional: null }],
    ['an optional flag that is a text', { is_optional: 'true' }],
  ])('refuses %s', async (_, body) => {
    const answer = await put(body)
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request'])
    expect(await list()).toEqual([dependency])
  })

  it('leaves one whole requirement when twenty change it at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => put({ version_req: n % 2 ? '^1' : '^2 || ^3' })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const { dependencies } = (await graphOf(call, plugin)).graph[0]
    expect(dependencies[0].resolved_version).toBe(dependencies[0].version_req === '^1' ? '1.0.0' : null)
  })

  it('is 403 for others, 401 without a good credential, and open to a key that publishes', async () => {
    expect((await put({ is_optional: true }, stranger.token)).status).toBe(403)
    expect((await put({ is_optional: true }, 'forged')).status).toBe(401)
    expect((await call(`PUT ${one()}`, { body: {} })).status).toBe(401)
    const reading = await newKey(call, author.token, { permissions: ['read'] })
    expect((await withKey(call, reading, `PUT ${one()}`, { is_optional: true })).status).toBe(403)
    const strangers = await newKey(call, stranger.token)
    expect((await withKey(call, strangers, `PUT ${one()}`, { is_optional: true })).status).toBe(403)
    expect(await list()).toEqual([dependency])
    const own = await newKey(call, author.token)
    expect((await withKey(call, own, `PUT ${one()}`, { is_optional: true })).status).toBe(200)
  })
})

describe('DELETE …/dependencies/{dependency_id}', () => {
  it('takes the declaration back, which can then be made again', async () => {
    const answer = await remove()
    expect([answer.status, answer.body]).toEqual([204, Buffer.alloc(0)])
    expect(await list()).toEqual([])
    expect((await graphOf(call, plugin)).graph[0].dependencies).toEqual([])
    expect((await remove()).status).toBe(404)
    await needs(call, author.token, plugin, target)
  })

  it('lets one of twenty win who delete at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove()))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(19).fill(404)])
  })

  it('is 403 for others and 401 without a good credential', async () => {
    expect((await remove(stranger.token)).status).toBe(403)
    expect((await remove('forged')).status).toBe(401)
    expect((await call(`DELETE ${one()}`)).status).toBe(401)
    const reading = await newKey(call, author.token, { permissions: ['upload'] })
    expect((await withKey(call, reading, `DELETE ${one()}`)).status).toBe(403)
    expect(await list()).toEqual([dependency])
  })
})

describe.each(['PUT', 'DELETE'])('%s of what is not there', (method) => {
  const send = (rest: string) =>
    call(`${method} ${rest}` as `PUT /${string}`, {
      token: author.token,
      ...(method === 'PUT' && { body: { is_optional: true } }),
    })

  it('is 404 for an unknown dependency, and for one of another version or plugin', async () => {
    expect((await send(one('/b3000000-0000-0000-0000-00000000dead'))).status).toBe(404)
    await newVersion(call, author.token, plugin.slug, { version: '1.1.0' })
    expect((await send(path(plugin, '1.1.0', `/${dependency.id}`))).status).toBe(404)
    const other = await released(call, author.token)
    expect((await send(path(other, '1.0.0', `/${dependency.id}`))).status).toBe(404)
    expect((await send(path(plugin, '7.0.0', `/${dependency.id}`))).status).toBe(404)
    expect(await list()).toEqual([dependency])
  })

  it('is 404 for a plugin that is deactivated', async () => {
    await deactivatePlugin(app.current, plugin.slug)
    expect((await send(one())).status).toBe(404)
  })

  it.each(ODD_PATHS)('is 404 for an id that is %s', async (_, odd) => {
    expect([400, 404]).toContain((await send(one(`/${odd}`))).status)
  })
})
