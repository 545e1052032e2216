import type { FileEntity } from '../../../entities/index.ts'
import type { Services, Tx } from '../context.ts'
import { emit } from '../events/index.ts'
import { notify } from '../notifications/index.ts'
import { approvedFile } from './present.ts'
import type { ApprovedFile } from './schema.ts'

type App = { app: Pick<Services, 'clock' | 'jobs'> }

const ROW = `select ${approvedFile} as row from files f where f.id = ?`

/** Lets a locked file out of quarantine and announces it. */
export async function approve(tx: Tx, ctx: App, file: FileEntity): Promise<void> {
  const now = ctx.app.clock.now()
  Object.assign(file, { status: 'approved', approvedAt: now, decidedAt: now, needsReview: false })
  await tx.flush()
  const [found] = await tx.execute<{ row: ApprovedFile }[]>(ROW, [file.id])
  if (!found) throw new Error(`The file ${file.id} is gone before it was announced.`)
  await emit(tx, ctx, { type: 'file.uploaded', data: { ...found.row }, orgId: file.org.id })
}

/** Takes a locked file away: its row stays, its object is deleted by a job, its uploader is told why. */
export async function reject(tx: Tx, ctx: App, file: FileEntity, reason: string): Promise<void> {
  const decidedAt = ctx.app.clock.now()
  Object.assign(file, { status: 'rejected', decisionReason: reason, decidedAt, needsReview: false })
  notify(tx, ctx, {
    userId: file.uploader.id,
    kind: 'file_decided',
    title: `Your file "${file.fileName}" was rejected`,
    body: reason,
  })
  await ctx.app.jobs.enqueue(tx, 'delete-object', { storageKey: file.storageKey })
}
