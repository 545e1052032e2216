import { z } from 'zod'
import { multiLine, singleLine } from '../../lib/text.ts'

/** What a moderation service has to answer. */
export const Verdict = z.object({
  kind: z.enum(['approved', 'rejected', 'flagged_for_review']),
  reason: multiLine({ min: 1, max: 2000 }),
  flags: z.array(singleLine({ min: 1, max: 100 })).max(50),
})
