import type { Log } from '../../lib/log.ts'
import type { Moderator, Verdict } from './moderator.ts'
import { Verdict as VerdictSchema } from './verdict.ts'

const TIMEOUT_MS = 5000
const MAX_ANSWER_BYTES = 64 * 1024

export interface HttpModeratorConfig {
  url: string
  token: string
}

/** A moderation service behind HTTP (CONTRACT §3). Whatever it does not answer clearly is for the staff. */
export const httpModerator = ({ url, token }: HttpModeratorConfig, log: Log): Moderator => ({
  async judge(listing) {
    try {
      return await ask(url, token, JSON.stringify({ listing }))
    } catch (err) {
      log.warn({ err, listing_id: listing.listingId }, 'the moderation service gave no verdict')
      return UNDECIDED
    }
  },
})

const UNDECIDED: Verdict = {
  kind: 'flagged_for_review',
  reason: 'It could not be checked automatically and waits for a person.',
  flags: ['moderator_unavailable'],
}

async function ask(url: string, token: string, body: string): Promise<Verdict> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`it answered ${response.status}`)
  }
  return VerdictSchema.parse(JSON.parse(await textOf(response)))
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    // Leaving the loop cancels the rest.
    if (size > MAX_ANSWER_BYTES) throw new Error(`it answered more than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
}
