import { AuditLogEntity } from '../../../entities/index.ts'
import type { Actor } from '../../auth/actor.ts'
import type { Services, Tx } from '../context.ts'

export interface AuditEntry {
  action: string
  targetType: string
  targetId: string
  details?: Record<string, unknown>
}

/** Who did it: a caller, or `system` for commands and jobs. */
export type AuditActor = Actor | { kind: 'system' }

export const system: AuditActor = { kind: 'system' }

/** Writes what was done in the transaction that does it. The record keeps the name: it survives its actor. */
export function audit(
  tx: Tx,
  ctx: { app: Pick<Services, 'clock'>; actor: AuditActor },
  entry: AuditEntry,
  actor: AuditActor = ctx.actor,
): void {
  tx.create(
    AuditLogEntity,
    { details: {}, ...entry, ...nameOf(actor), createdAt: ctx.app.clock.now() },
    { persist: true },
  )
}

function nameOf(actor: AuditActor): { actorId: string | null; actorUsername: string } {
  switch (actor.kind) {
    case 'system':
      return { actorId: null, actorUsername: 'system' }
    case 'anonymous':
      throw new Error('Nothing that is audited may be done anonymously.')
    default:
      return { actorId: actor.userId, actorUsername: actor.username }
  }
}
