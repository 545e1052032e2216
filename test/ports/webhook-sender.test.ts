import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createWebhookSender, type WebhookSender } from '../../src/ports/webhook-sender/index.ts'
import { isPublicAddress } from '../../src/ports/webhook-sender/public-address.ts'
import { hostileUrls, PRIVATE_ADDRESSES, PUBLIC_ADDRESSES } from '../support/hostile-urls.ts'

/** Listens on this machine: whoever comes here was let in by mistake. */
let trap: Server
let port: number
let visits = 0
const rules = { allowPrivateNetworks: false, requireHttps: false, ownUrl: 'https://gourd.example.com' }
const message = (url: string) => ({ url, headers: {}, body: '{}' })
/** What the name servers say: `private-…` leads to every kind of private address, `rebinding` to another each time. */
let rebindings = 0
const resolve = async (name: string): Promise<string[]> => {
  if (name === 'rebinding.example.com') return rebindings++ === 0 ? ['93.184.216.34'] : ['127.0.0.1']
  if (name === 'mixed.example.com') return ['93.184.216.34', '127.0.0.1']
  const index = /^private-(\d+)\./.exec(name)?.[1]
  if (index !== undefined) return [PRIVATE_ADDRESSES[Number(index)] as string]
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
}
let sender: WebhookSender

beforeAll(async () => {
  trap = createServer((socket) => {
    visits++
    socket.destroy()
  })
  await new Promise<void>((listening) => trap.listen(0, '0.0.0.0', listening))
  port = (trap.address() as AddressInfo).port
  sender = createWebhookSender({ ...rules, timeoutMs: 2000 }, resolve)
})
beforeEach(() => {
  visits = 0
})
afterAll(async () => {
  await sender.close()
  trap.close()
})

describe('hostile addresses', () => {
  it('are refused when they are entered, and none is contacted if one is called all the same', async () => {
    const urls = hostileUrls(port)
    expect(urls.length).toBeGreaterThanOrEqual(200)
    expect(new Set(urls).size).toBe(urls.length)
    const accepted: string[] = []
    const answered: unknown[] = []
    for (const url of urls) {
      if ((await sender.objection(url)) === undefined) accepted.push(url)
      const attempt = await sender.send(message(url))
      if (attempt.statusCode !== null || !/^The URL must/.test(attempt.error ?? ''))
        answered.push([url, attempt])
    }
    expect(accepted).toEqual([])
    expect(answered).toEqual([])
    expect(visits).toBe(0)
  })

  it('are found out at the connection when a name changes after it was checked', async () => {
    const url = `http://rebinding.example.com:${port}/`
    expect(await sender.objection(url)).toBeUndefined()
    expect(await sender.send(message(url))).toMatchObject({
      statusCode: null,
      error: 'The URL must lead to a public address.',
    })
    expect(visits).toBe(0)
  })

  it('spoil a name that has a public address beside them', async () => {
    expect(await sender.objection('https://mixed.example.com/')).toBe('must lead to a public address')
    expect(await sender.send(message(`http://mixed.example.com:${port}/`))).toMatchObject({
      statusCode: null,
    })
    expect(visits).toBe(0)
  })

  it('would be visited if the rules allowed it', async () => {
    const lax = createWebhookSender({ allowPrivateNetworks: true, requireHttps: false }, resolve)
    await lax.send(message(`http://rebinding.example.com:${port}/`))
    await lax.close()
    expect(visits).toBe(1)
  })
})

describe('addresses', () => {
  it.each(PRIVATE_ADDRESSES)('of no public machine: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
  it.each(PUBLIC_ADDRESSES)('of the public internet: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
  it.each(['', 'localhost', '1.2.3', '::g', '01.2.3.4'])('that are none: %j', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('good addresses', () => {
  it.each([
    'https://93.184.216.34/hook',
    'https://93.184.216.34:8443/hook?a=b&c=%20d',
    'http://93.184.216.34:80/',
    'https://[2606:2800:220:1:248:1893:25c8:1946]/hook',
    'HTTPS://93.184.216.34',
  ])('have nothing against them: %s', async (url) => {
    expect(await sender.objection(url)).toBeUndefined()
  })

  it('have to be https where that is required', async () => {
    const strict = createWebhookSender({ ...rules, requireHttps: true }, resolve)
    expect(await strict.objection('http://93.184.216.34/')).toBe('must be an https:// address')
    expect(await strict.objection('https://93.184.216.34/')).toBeUndefined()
    expect(await strict.send(message('http://93.184.216.34/'))).toMatchObject({
      error: 'The URL must be an https:// address.',
    })
    await strict.close()
  })

  it('have names that exist, and are not held back while the name servers are down', async () => {
    expect(await sender.objection('https://nowhere.example.com/')).toBe('names a host that does not exist')
    const down = createWebhookSender(rules, () =>
      Promise.reject(Object.assign(new Error('down'), { code: 'ETIMEOUT' })),
    )
    expect(await down.objection('https://hooks.example.com/')).toBeUndefined()
    expect(await down.send(message('https://hooks.example.com/'))).toMatchObject({ statusCode: null })
    await down.close()
  })

  it('are not our own', async () => {
    expect(await sender.objection('https://gourd.example.com/api/v1/plugins')).toBe(
      'must not lead back to this service',
    )
  })
})
