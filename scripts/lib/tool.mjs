import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inProject } from './project.mjs'

/** The JavaScript file behind a package's command: `.bin` holds shell scripts on some systems. */
export function findTool(packageName, command = packageName) {
  const folder = inProject('node_modules', ...packageName.split('/'))
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}
