import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A path inside the project, wherever the command was called from. */
export const inProject = (...parts) => join(root, ...parts)

/** Ends the command with a sentence instead of a stack. */
export function stop(sentence) {
  console.error(`\n${sentence}\n`)
  process.exit(1)
}
