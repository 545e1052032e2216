import { readFile } from 'node:fs/promises'
import { gate } from './gate.ts'
import type { Flaw } from './image-shape.ts'
import { inspectImage, type Picture } from './inspect-image.ts'

/** So many pictures are in memory at a time, however many are uploaded. */
const taking = gate(2)

/** `inspectImage` of a local file, which must be small enough to be read as a whole. */
export const readImage = (path: string): Promise<Picture | Flaw> =>
  taking.run(async () => inspectImage(await readFile(path)))
