import { expect, it } from 'vitest'
import { testApp } from '../../support/app.ts'
import { callerOf } from '../../support/caller.ts'
import { execute } from '../../support/execute.ts'
import { IMAGES } from '../../support/images.ts'
import { signUp } from '../../support/users.ts'

const app = testApp()
const call = callerOf(app)

it('a new name and a new picture are announced, so that what shows them is brought up to date', async () => {
  const { token, profile } = await signUp(call)
  const events = () =>
    execute(
      app.current,
      `select data from outbox_events where type = 'user.updated' and data->>'userId' = ?`,
      [profile.id],
    )
  const event = { data: { userId: profile.id, username: profile.username } }
  expect((await call('PUT /auth/me', { token, body: { display_name: 'New' } })).status).toBe(200)
  expect(await events()).toEqual([event])
  const form = new FormData()
  form.append('avatar', new File([new Uint8Array(IMAGES['image/png'])], 'me.png', { type: 'image/png' }))
  expect((await call('POST /auth/avatar', { token, body: form })).status).toBe(200)
  expect(await events()).toEqual([event, event])
})
