import type { Services } from '../context.ts'
import type { Attempted } from './attempt-delivery.ts'
import { recordAttempts } from './record-attempts.ts'

/** Writes results together that come while others are being written: a commit for each would be the bottleneck. */
export class Recorder {
  #waiting: { result: Attempted; done: () => void }[] = []
  #isWriting = false

  /** Resolves when it is written, or when it could not be: then the lease ends and the delivery is tried again. */
  add(app: Services, result: Attempted): Promise<void> {
    return new Promise((done) => {
      this.#waiting.push({ result, done })
      if (!this.#isWriting) void this.#write(app)
    })
  }

  async #write(app: Services): Promise<void> {
    this.#isWriting = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      for (const [orgId, results] of Map.groupBy(batch, ({ result }) => result.delivery.org_id)) {
        await recordAttempts(
          app,
          orgId,
          results.map(({ result }) => result),
        ).catch((err) =>
          app.log.error({ err, org: orgId }, 'the results of webhook deliveries were not written'),
        )
        for (const { done } of results) done()
      }
    }
    this.#isWriting = false
  }
}
