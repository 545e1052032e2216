import { describe, expect, it } from 'vitest'
import { createConfig } from '../../../src/config/config.ts'
import { ConfigError, readEnv } from '../../../src/config/env.ts'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'

const app = testApp({ env: { GOOGLE_CLIENT_ID: 'client', GOOGLE_CLIENT_SECRET: 'secret' } })
const call = callerOf(app)

describe.each(['github', 'discord'])('%s, which is not configured', (provider) => {
  it.each(['', '/callback', '/callback?code=a&state=b', '/callback?error=access_denied'])(
    'answers 422 at its path and %s',
    async (rest) => {
      const { status, body, headers } = await call(`GET /auth/${provider}${rest}`)
      expect([status, body.error.code]).toEqual([422, 'provider_not_configured'])
      expect(body.error.message).toMatch(/^Sign-in with (GitHub|Discord) is not configured on this server\./)
      expect(headers.getSetCookie()).toEqual([])
    },
  )
})

it('a provider with an id and a secret is at its own addresses', async () => {
  const { status, headers } = await call('GET /auth/google')
  expect([status, headers.get('location')]).toEqual([
    302,
    expect.stringMatching(
      /^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?response_type=code&client_id=client&/,
    ),
  ])
})

describe('a provider that is set by half stops the start', () => {
  const JWT_SECRET = 'a secret of thirty-two characters'
  const boot = (env: Record<string, string>) => () => createConfig(readEnv({ JWT_SECRET, ...env }))

  it.each([
    [{ GITHUB_CLIENT_ID: 'client' }, 'GITHUB_CLIENT_ID without GITHUB_CLIENT_SECRET'],
    [{ GOOGLE_CLIENT_SECRET: 'secret' }, 'GOOGLE_CLIENT_SECRET without GOOGLE_CLIENT_ID'],
    [
      { DISCORD_TOKEN_URL: 'https://id.example/token' },
      'DISCORD_TOKEN_URL without DISCORD_CLIENT_ID, DISCORD_CLIENT_SECRET',
    ],
  ])('%j', (env, sentence) => {
    expect(boot(env)).toThrow(ConfigError)
    expect(boot(env)).toThrow(sentence)
  })

  it('and so does an address that is none', () => {
    const set = { GITHUB_CLIENT_ID: 'client', GITHUB_CLIENT_SECRET: 'secret' }
    expect(boot({ ...set, GITHUB_USERINFO_URL: 'ftp://id.example' })).toThrow('GITHUB_USERINFO_URL')
    expect(boot({ ...set, GITHUB_USERINFO_URL: 'https://id.example/user' })).not.toThrow()
  })
})
