import { expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { grantRole } from '../../support/execute.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

const forged = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url')
const ID = '0198f300-1111-7222-8333-444455556666'

it.each([
  ['no UUID', forged('2026-01-01T00:00:00Z', 'x')],
  ['a UUID and more', forged('2026-01-01T00:00:00Z', `${ID}'`)],
  ['a year that is none', forged('0000-01-01T00:00:00Z', ID)],
  ['no time', forged('now', ID)],
  ['too little', forged('2026-01-01T00:00:00Z')],
  ['no JSON', 'abc'],
  ['nothing', ''],
])('a cursor of the audit log that has %s is refused', async (_, cursor) => {
  const { token, profile } = await signUp(call)
  await grantRole(app.current, profile.id, 'moderator')
  const answer = await call(`GET /admin/audit-logs?cursor=${cursor}`, { token })
  expect([answer.status, answer.body.error?.code]).toEqual([422, 'validation_failed'])
})
