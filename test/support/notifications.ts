import { newId } from '../../entities/index.ts'
import type { TestApp } from './app.ts'
import { execute } from './execute.ts'

export interface Told {
  /** ISO 8601; the order of the ids is that of the calls. */
  at?: string
  title?: string
  readAt?: string | null
}

/** Tells somebody something, behind the back of the API, and resolves with the id of the notification. */
export async function tell(app: TestApp, userId: string, told: Told = {}): Promise<string> {
  const { at = '2026-03-06T12:00:00Z', title = 'News', readAt = null } = told
  const id = newId()
  await execute(
    app,
    `insert into notifications (id, user_id, kind, title, body, link, read_at, created_at)
     values (?, ?, 'role_changed', ?, 'Something happened', null, ?, ?)`,
    [id, userId, title, readAt, at],
  )
  return id
}
