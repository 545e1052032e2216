/**
 * Makes one call of many: what is asked in one turn of the event loop, or while `atOnce` calls run, goes into the next one,
 * in the order it was asked. Nobody waits longer for company, and nobody gets an answer to a call that began before they
 * asked. `ask` answers all its questions in their order; when it fails, all of them fail.
 */
export function inGroups<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  atOnce = 1,
): (question: Question) => Promise<Answer> {
  let waiting: Waiter<Question, Answer>[] = []
  let isGathering = false
  let running = 0

  function gather(): void {
    if (isGathering || running === atOnce || waiting.length === 0) return
    isGathering = true
    setImmediate(run)
  }

  async function run(): Promise<void> {
    isGathering = false
    const group = waiting
    waiting = []
    running += 1
    await answer(group, ask)
    running -= 1
    gather()
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      gather()
    })
}

interface Waiter<Question, Answer> {
  question: Question
  resolve(answer: Answer): void
  reject(error: unknown): void
}

async function answer<Question, Answer>(
  group: readonly Waiter<Question, Answer>[],
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await ask(group.map(({ question }) => question))
    group.forEach(({ resolve }, place) => {
      resolve(answers[place] as Answer)
    })
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
