const UNIQUE_VIOLATION = '23505'

/** The unique index or constraint that a write ran into; undefined when the error is another one. */
export function violatedConstraint(thrown: unknown): string | undefined {
  for (let error = thrown as Violation | undefined; error; error = error.cause) {
    if (error.code === UNIQUE_VIOLATION && error.constraint) return error.constraint
  }
  return undefined
}

interface Violation {
  code?: string
  constraint?: string
  cause?: Violation
}
