import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'

/** 422 for a URL that is not called: inside our network, without https, with a password, on a port of something else. */
export async function requireCallable(ctx: Context, url: string): Promise<void> {
  const objection = await ctx.app.webhookSender.objection(url)
  if (objection !== undefined) throw invalid({ path: 'url', message: objection })
}
