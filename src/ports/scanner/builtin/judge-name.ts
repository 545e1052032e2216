import { fileNameProblem } from '../../../lib/file-name.ts'
import { type Inspection, infected } from './inspection.ts'

/** What Windows or a shell runs when somebody opens it. */
const PROGRAMS =
  /\.(exe|com|scr|pif|cpl|dll|sys|msi|msp|msix|appx|bat|cmd|ps1|psm1|vbs|vbe|jse|wsf|wsh|hta|lnk|reg|scf|jar|apk|dmg|pkg|app|command|sh|bash|run|elf|so|dylib)$/i

/** What the name of an uploaded file, or of one in an archive, says about it. */
export function judgeName(name: string): void {
  if (PROGRAMS.test(name)) throw infected(`is or holds a program by its name, ${endingOf(name)}`)
}

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.')).toLowerCase()

/** As `judgeName`, for the whole name of an entry: one that leaves the folder it is unpacked to is an attack. */
export function judgeEntryName(it: Inspection, name: string): void {
  const segments = name.split(/[/\\]/)
  if (/^[/\\]|^[a-z]:/i.test(name) || segments.includes('..')) {
    throw infected('is an archive that writes outside of the folder it is unpacked to')
  }
  const problem = segments
    .filter((each) => each !== '' && each !== '.')
    .map(fileNameProblem)
    .find(Boolean)
  if (problem) it.doubt('is an archive with file names that are not what they seem')
  judgeName(name)
}
