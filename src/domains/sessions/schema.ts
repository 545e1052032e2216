import { z } from 'zod'

export const Session = z
  .object({
    id: z.guid().describe('Names the session; it opens nothing'),
    device: z.string().describe('The `User-Agent` that signed in'),
    ip: z.string().describe('The address it signed in from'),
    created_at: z.string().describe('When it signed in, ISO 8601 UTC'),
    last_seen_at: z.string().describe('When it was last used, to the minute, ISO 8601 UTC'),
    current: z.boolean().describe('Whether it is the session that asks'),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const SessionList = z.object({ data: z.array(Session) })
export type SessionList = z.infer<typeof SessionList>

export const SessionPath = z.object({ id: z.guid().describe('The id that the list shows') })
export type SessionPath = z.infer<typeof SessionPath>

export const RevokedSession = z.object({ deleted: z.literal(true) })
export type RevokedSession = z.infer<typeof RevokedSession>

export const RevokedSessions = z.object({ revoked: z.int().min(0).describe('How many sessions ended') })
export type RevokedSessions = z.infer<typeof RevokedSessions>
