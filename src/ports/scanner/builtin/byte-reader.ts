/** Takes counted bytes from chunks of any size. Where they end before, less comes. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>
  #left: Buffer = Buffer.alloc(0)
  #position = 0

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** How many bytes were taken. */
  get position(): number {
    return this.#position
  }

  /** So many bytes, all in memory. */
  async read(size: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.take(size)) pieces.push(piece)
    return Buffer.concat(pieces)
  }

  /** So many bytes in pieces. Who stops early leaves the rest to be read. */
  async *take(size: number): AsyncGenerator<Buffer> {
    for (let missing = size; missing > 0; ) {
      if (this.#left.length === 0) {
        const { value, done } = await this.#chunks.next()
        if (done) return
        this.#left = value
        continue
      }
      const piece = this.#left.subarray(0, missing)
      this.#left = this.#left.subarray(piece.length)
      missing -= piece.length
      this.#position += piece.length
      yield piece
    }
  }

  async skip(size: number): Promise<void> {
    for await (const _ of this.take(size)) {
      // Nobody wants it.
    }
  }

  drain(): Promise<void> {
    return this.skip(Number.POSITIVE_INFINITY)
  }
}
