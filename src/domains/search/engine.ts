import type { Context } from '../context.ts'

/** Engines disagree on what a text without a letter or digit finds; here it finds nothing. */
export const hasWords = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** Says in the answer that not the configured engine gave it. */
export function announceEngine(ctx: Context, { answeredBy }: { answeredBy?: 'fallback' }): void {
  if (answeredBy === 'fallback') ctx.answer.setHeader('x-search-engine', 'postgres-fallback')
}
