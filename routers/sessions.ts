import {
  listSessions,
  RevokedSession,
  RevokedSessions,
  revokeOtherSessions,
  revokeSession,
  SessionList,
  SessionPath,
} from '../src/domains/sessions/index.ts'
import { signedIn } from '../src/rpc/procedures.ts'
import { t } from '../src/rpc/trpc.ts'

const session = {
  id: '0198c0de-0000-7000-8000-000000000010',
  device: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  ip: '203.0.113.7',
  created_at: '2026-03-06T12:00:00Z',
  last_seen_at: '2026-03-06T18:30:00Z',
  current: true,
}

export const sessions = t.router({
  list: signedIn
    .meta({
      openapi: {
        method: 'GET',
        path: '/auth/sessions',
        tags: ['sessions'],
        summary: 'List your sessions',
        description:
          'Every place where you are signed in: this session first, then the newest sign-in; at most 500.',
      },
      rest: { example: { output: { data: [session] } } },
    })
    .output(SessionList)
    .query(({ ctx }) => listSessions(ctx)),

  revoke: signedIn
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/auth/sessions/{id}',
        tags: ['sessions'],
        summary: 'End a session',
        description:
          'Signs out one of your sessions; its next request is 401, on whatever server. Ending the session that asks ' +
          'is logging out.',
      },
      rest: {
        errors: { not_found: 'You have no such session' },
        example: { input: { id: session.id }, output: { deleted: true } },
      },
    })
    .input(SessionPath)
    .output(RevokedSession)
    .mutation(({ ctx, input }) => revokeSession(ctx, input)),

  revokeOthers: signedIn
    .meta({
      openapi: {
        method: 'DELETE',
        path: '/auth/sessions',
        tags: ['sessions'],
        summary: 'End all other sessions',
        description: 'Signs you out everywhere but here.',
      },
      rest: { example: { output: { revoked: 2 } } },
    })
    .output(RevokedSessions)
    .mutation(({ ctx }) => revokeOtherSessions(ctx)),
})
