import type { FileEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { audit } from '../audit/index.ts'
import { type Context, type Tx, transaction } from '../context.ts'
import { conflict, forbidden, notFound } from '../errors.ts'
import { notify } from '../notifications/index.ts'
import { enterOrgOf, requireDesk } from '../organisations/index.ts'
import { approve, reject } from './change-status.ts'
import { lockFile } from './lock-file.ts'
import { mayDecide } from './policy.ts'
import { reviewedFile } from './present.ts'
import type { ApproveFile, RejectFile, ReviewedFile } from './schema.ts'

type Decision = 'approve' | 'reject'
type SignedInContext = Context & { actor: SignedIn }

/** From which states a decision changes something. */
const FROM: Record<Decision, readonly FileEntity['status'][]> = {
  approve: ['quarantined'],
  reject: ['quarantined', 'approved'],
}

/** Lets a file out of quarantine, whatever the scanner says. */
export const approveFile = (ctx: SignedInContext, input: ApproveFile): Promise<ReviewedFile> =>
  decide(ctx, 'approve', input)

/** Takes a file away for good, also one that was approved. */
export const rejectFile = (ctx: SignedInContext, input: RejectFile): Promise<ReviewedFile> =>
  decide(ctx, 'reject', input)

const ROW = `select ${reviewedFile} as row from files f where f.id = ?`

/** A decision of staff or of the organisation's moderators. 403 about one's own file; 409 when it changes nothing. */
async function decide(
  ctx: SignedInContext,
  decision: Decision,
  { id, reason = '' }: ApproveFile,
): Promise<ReviewedFile> {
  const desk = await requireDesk(ctx)
  return transaction(
    ctx,
    async (tx) => {
      const orgId = await enterOrgOf(tx, desk, 'files', id)
      const file = await lockFile(tx, orgId, id)
      if (!file) throw notFound('File')
      if (!mayDecide(ctx.actor, desk.role, { uploaderId: file.uploader.id })) {
        throw forbidden('Somebody else has to decide about your own file.')
      }
      if (!FROM[decision].includes(file.status)) throw conflict(`The file is ${file.status} already.`)
      await (decision === 'approve' ? approveByHand(tx, ctx, file, reason) : reject(tx, ctx, file, reason))
      tx.assign(file, { decidedBy: ctx.actor.userId })
      const details = { file_name: file.fileName, reason, org_id: orgId }
      audit(tx, ctx, { action: `file.${decision}`, targetType: 'file', targetId: id, details })
      await tx.flush()
      const [found] = await tx.execute<{ row: ReviewedFile }[]>(ROW, [id])
      if (!found) throw notFound('File')
      return found.row
    },
    desk.orgId ? { orgId: desk.orgId } : { sees: 'everything' },
  )
}

async function approveByHand(tx: Tx, ctx: SignedInContext, file: FileEntity, reason: string): Promise<void> {
  file.decisionReason = reason || null
  await approve(tx, ctx, file)
  notify(tx, ctx, {
    userId: file.uploader.id,
    kind: 'file_decided',
    title: `Your file "${file.fileName}" was approved`,
    body: reason || 'Everybody in its organisation can read it now.',
  })
}
