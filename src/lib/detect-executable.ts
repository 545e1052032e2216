export type Platform = 'windows' | 'macos' | 'linux'

const MACH_O = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabf, 0xbfbafeca, 0xbebafeca])
/** Shared by Java classes and Mach-O files for several processors. */
const CAFEBABE = 0xcafebabe
/** The class format of Java 1.1; the same field counts the processors of a Mach-O file, which are few. */
const FIRST_JAVA_VERSION = 43

/** The platforms whose executables or libraries start like this (PE, Mach-O, ELF); undefined when none does. */
export function executablePlatforms(head: Buffer): Platform[] | undefined {
  if (head.toString('latin1', 0, 2) === 'MZ') return ['windows']
  if (head.length < 4) return undefined
  const magic = head.readUInt32BE(0)
  if (magic === 0x7f454c46) return ['linux']
  return MACH_O.has(magic) || (magic === CAFEBABE && !isJavaClass(head)) ? ['macos'] : undefined
}

const isJavaClass = (head: Buffer): boolean => head.length >= 8 && head.readUInt16BE(6) >= FIRST_JAVA_VERSION
