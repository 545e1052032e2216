import type { Actor } from '../../auth/actor.ts'

/** Its author may change a plugin and everything under it; so may a platform admin who is signed in. */
export const mayManage = (actor: Actor, plugin: { authorId: string }): boolean =>
  actor.kind !== 'anonymous' && (actor.userId === plugin.authorId || isSignedInAdmin(actor))

const isSignedInAdmin = (actor: Actor): boolean => actor.kind === 'session' && actor.role === 'admin'
