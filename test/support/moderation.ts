import type { TestApp } from './app.ts'
import type { Answer, Call, CallOptions } from './caller.ts'
import { execute, grantRole } from './execute.ts'
import { signUp, type TestUser } from './users.ts'

/** Somebody who works for the platform. */
export async function newStaff(
  call: Call,
  app: TestApp,
  role: 'moderator' | 'admin' = 'moderator',
): Promise<TestUser> {
  const user = await signUp(call)
  await grantRole(app, user.profile.id, role)
  return user
}

/** Takes or lifts a measure against somebody. */
export const act = (
  call: Call,
  as: CallOptions,
  { profile }: { profile: { id: string } },
  action: string,
  more: Record<string, unknown> = {},
): Promise<Answer> =>
  call('POST /moderation/actions', {
    ...as,
    body: { action, affected_user_id: profile.id, reason: 'Because', ...more },
  })

/** As `act`, where nothing is to go wrong. */
export async function done(...args: Parameters<typeof act>) {
  const { status, body } = await act(...args)
  if (status !== 201) throw new Error(`not done: ${status} ${JSON.stringify(body)}`)
  return body
}

/** Reports somebody, themselves unless something of theirs is named. */
export const report = (
  call: Call,
  as: CallOptions,
  { profile }: { profile: { id: string } },
  more: Record<string, unknown> = {},
): Promise<Answer> =>
  call('POST /reports', {
    ...as,
    body: {
      reported_user_id: profile.id,
      subject_type: 'user',
      subject_id: profile.id,
      category: 'spam',
      description: 'Look at this',
      ...more,
    },
  })

/** As `report`, where nothing is to go wrong. */
export async function newReport(...args: Parameters<typeof report>) {
  const { status, body } = await report(...args)
  if (status !== 201) throw new Error(`no report: ${status} ${JSON.stringify(body)}`)
  return body
}

/** What was announced to an organisation, oldest first. */
export const announced = (app: TestApp, orgId: string, type: string) =>
  execute<{ data: Record<string, unknown> }>(
    app,
    'select data from outbox_events where for_org = ? and type = ? order by seq',
    [orgId, type],
  )
