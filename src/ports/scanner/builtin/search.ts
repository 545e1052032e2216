import { type Inspection, infected } from './inspection.ts'

/** The EICAR test string, in hex so that no scanner trips over this file. */
const EICAR = Buffer.from(
  '58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a',
  'hex',
)

/** Passes chunks on and looks for what must be in none, also where it is split over several. */
export async function* searched(it: Inspection, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let before = Buffer.alloc(0)
  for await (const chunk of chunks) {
    it.options.signal.throwIfAborted()
    const seam = Buffer.concat([before, chunk.subarray(0, EICAR.length - 1)])
    if (chunk.includes(EICAR) || seam.includes(EICAR)) throw infected('contains the EICAR test virus')
    before = Buffer.concat([before, chunk.subarray(-(EICAR.length - 1))]).subarray(-(EICAR.length - 1))
    yield chunk
  }
}

/** Passes on what comes out of an archive, as far as the limits go. */
export async function* unpacked(it: Inspection, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    it.countUnpacked(chunk.length)
    yield chunk
  }
}
