import type { Actor } from '../../auth/actor.ts'
import { isStaff } from '../../auth/roles.ts'

interface Authored {
  authorId: string
}

/** Nobody puts words into the mouth of another, staff included. */
export const mayRewrite = (actor: Actor, review: Authored): boolean => isAuthor(actor, review)

/** The author of the plugin and staff decide whether a review is shown. A key acts for its user, never as staff. */
export const mayHide = (actor: Actor, plugin: Authored): boolean =>
  isAuthor(actor, plugin) || (actor.kind === 'session' && isStaff(actor.role))

/** Who may hide a review may delete it; so may its author. */
export const mayDelete = (actor: Actor, plugin: Authored, review: Authored): boolean =>
  isAuthor(actor, review) || mayHide(actor, plugin)

/** Staff decide about reviews that nobody but their author sees, too. */
export const seenBy = (actor: Actor): 'everything' | undefined =>
  actor.kind === 'session' && isStaff(actor.role) ? 'everything' : undefined

const isAuthor = (actor: Actor, { authorId }: Authored): boolean =>
  actor.kind !== 'anonymous' && actor.userId === authorId
