import { newId, ReportEntity } from '../../../entities/index.ts'
import type { SignedIn } from '../../auth/actor.ts'
import { violatedConstraint } from '../../database/constraint.ts'
import { type Context, transaction } from '../context.ts'
import { conflict, invalid } from '../errors.ts'
import { requireOrg } from '../organisations/index.ts'
import { announceReport } from './announce-report.ts'
import { readSummary } from './read-report.ts'
import { requireSubject } from './require-subject.ts'
import type { CreateReport, ReportSummary } from './schema.ts'

/**
 * Reports somebody for what they published, to the moderators of the organisation that the caller works in. What the
 * caller cannot see: 404; oneself, or somebody else's thing: 422; twice while the first report is open: 409.
 */
export async function createReport(
  ctx: Context & { actor: SignedIn },
  input: CreateReport,
): Promise<ReportSummary> {
  const { orgId } = await requireOrg(ctx)
  const { userId } = ctx.actor
  if (input.reported_user_id.toLowerCase() === userId) {
    throw invalid({ path: 'reported_user_id', message: 'you cannot report yourself' })
  }
  const subjectId = await requireSubject(ctx, orgId, input)
  return transaction(
    ctx,
    async (tx) => {
      const id = newId()
      const row = tx.create(ReportEntity, {
        id,
        orgId,
        reporter: userId,
        reportedUser: input.reported_user_id,
        subjectType: input.subject_type,
        subjectId,
        category: input.category,
        description: input.description,
        createdAt: ctx.app.clock.now(),
      })
      await tx.persist(row).flush().catch(asConflict)
      const summary = await readSummary(tx, id)
      await announceReport(tx, ctx, 'created', orgId, summary)
      return summary
    },
    { orgId },
  )
}

function asConflict(thrown: unknown): never {
  if (violatedConstraint(thrown) !== 'reports_once') throw thrown
  throw conflict('You have reported this already, and the report is still open.')
}
