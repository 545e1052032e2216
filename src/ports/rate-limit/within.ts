/** Rejects when `work` takes longer than `ms`. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      // A process that was busy all that time has not yet read the answer that may be there: it reads first.
      () => setImmediate(() => setImmediate(() => reject(new Error(`No answer within ${ms} ms.`)))),
      ms,
    )
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
