import type { Search } from './search.ts'
import type { Answer, Question, SearchIndex } from './search-index.ts'
import { tee } from './tee.ts'

export interface FallbackOptions<Engine> {
  primary: Engine
  /** Answers while `primary` cannot. */
  fallback: Engine
  log: {
    info(details: object, message: string): void
    warn(details: object, message: string): void
  }
  /** ms until the first look whether it is back, and at most between two looks. */
  pause?: { first: number; most: number }
}

/** The index of plugins in two engines: see `inTurns`. */
export function withFallback(options: FallbackOptions<Search>): Search {
  const { ask, ...index } = inTurns(options, LOOK)
  return {
    ...index,
    hasLiveDownloads: options.primary.hasLiveDownloads,
    suggest: (text, limit) => ask((engine) => engine.suggest(text, limit)),
  }
}

/** What has to succeed for the primary to be taken as being back: a real search. */
export const LOOK = { text: '', sort: 'relevance', offset: 0, limit: 1 } as const

/**
 * Both engines are kept up to date, so that the second can always answer; a write succeeds when both have it, and the
 * failure of one does not stop the other. When the first fails to answer a search, the second answers, this one and
 * all that follow, without waiting, until a look in the background finds the first one back. Each outage is logged
 * once, as is its end.
 */
export function inTurns<
  Document,
  Query extends Question,
  Result extends Answer,
  Engine extends SearchIndex<Document, Query, Result>,
>(
  {
    primary,
    fallback,
    log,
    pause = { first: 1000, most: 30_000 },
  }: FallbackOptions<Engine & SearchIndex<Document, Query, Result>>,
  look: Query,
) {
  let isDown = false
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  function takeOver(err: unknown): void {
    if (isDown || isClosed) return
    isDown = true
    log.warn({ err }, 'Meilisearch does not answer; searches are answered by PostgreSQL until it does.')
    lookAfter(pause.first, Date.now())
  }

  function lookAfter(ms: number, since: number): void {
    timer = setTimeout(async () => {
      const isBack = await succeeds(primary.find(look))
      if (isClosed) return
      if (!isBack) return lookAfter(Math.min(ms * 2, pause.most), since)
      isDown = false
      log.info({ seconds: Math.round((Date.now() - since) / 1000) }, 'Meilisearch answers again.')
    }, ms).unref()
  }

  async function ask<T extends object>(question: (engine: Engine) => Promise<T>) {
    if (!isDown) {
      try {
        return await question(primary)
      } catch (error) {
        takeOver(error)
      }
    }
    return { ...(await question(fallback)), answeredBy: 'fallback' as const }
  }

  return {
    ask,
    put: (documents: Document[]) => both(fallback.put(documents), primary.put(documents)),
    remove: (ids: string[]) => both(fallback.remove(ids), primary.remove(ids)),
    find: (query: Query) => ask((engine) => engine.find(query)),
    rebuild(documents: AsyncIterable<Document[]>) {
      const [one, other] = tee(documents)
      return both(fallback.rebuild(one).finally(one.stop), primary.rebuild(other).finally(other.stop))
    },
    // Asked first is the one that has to be there when the other is not.
    isBuilt: async () => (await fallback.isBuilt()) && primary.isBuilt(),
    check: () => Promise.any([primary.check(), fallback.check()]),
    async close() {
      isClosed = true
      clearTimeout(timer)
      await primary.close()
      await fallback.close()
    },
  }
}

/** Waits for both, and then rejects when one did. */
async function both(...writes: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(writes)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )
