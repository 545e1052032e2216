/** What an engine is asked. */
export interface Question {
  /** What people type: words, possibly misspelt or begun. Empty finds everything. */
  text: string
  offset: number
  limit: number
}

export interface Answer {
  estimatedTotal: number
  /** Who answered, where it was not the engine that is configured. */
  answeredBy?: 'fallback'
}

/** An index of documents. What is written can be found when the promise has resolved. */
export interface SearchIndex<Document, Query extends Question, Result extends Answer> {
  /** Adds the documents or replaces those of the same ids. */
  put(documents: Document[]): Promise<void>
  /** Removes documents by their ids; those that are not there are no error. */
  remove(ids: string[]): Promise<void>
  find(query: Query): Promise<Result>
  /**
   * Replaces the whole index by these documents while it serves the old one. Whoever calls `put` meanwhile has to
   * call it again afterwards.
   */
  rebuild(documents: AsyncIterable<Document[]>): Promise<void>
  /** Whether an index of the present settings is there; false asks for `rebuild`. */
  isBuilt(): Promise<boolean>
  /** Throws when it cannot answer now. */
  check(): Promise<void>
  close(): Promise<void>
}
