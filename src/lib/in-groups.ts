/**
 * Makes one call of many: what is asked while a call runs goes into the next one, in the order it was asked. Nobody
 * waits for company, and nobody gets an answer to a call that began before they asked. `ask` answers all its
 * questions in their order; when it fails, all of them fail.
 */
export function inGroups<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let waiting: Waiter<Question, Answer>[] = []
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await answer(group, ask)
    }
    isRunning = false
  }

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject })
      if (!isRunning) void run()
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
