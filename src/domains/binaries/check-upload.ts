import { detectBinary } from '../../lib/detect-binary.ts'
import { fileNameProblem, normaliseFileName } from '../../lib/file-name.ts'
import type { ReadForm } from '../context.ts'
import { type Issue, invalid } from '../errors.ts'
import { CONTENT_TYPES } from './content-types.ts'
import { Platform } from './schema.ts'

/** An upload that can be stored. */
export interface CheckedUpload {
  platform: Platform
  fileName: string
  contentType: string
  file: { path: string; size: number; sha256: string }
}

/** What is uploaded, checked by its content and not by what the client says. What cannot be: 422. */
export async function checkUpload({ fields, file }: ReadForm): Promise<CheckedUpload> {
  const platform = Platform.safeParse(fields.platform)
  const fileName = normaliseFileName(file.fileName)
  const issues = [
    platform.success ? undefined : { path: 'platform', message: 'must be windows, macos or linux' },
    ofFile(fileNameProblem(fileName)),
    ofFile(CONTENT_TYPES.has(file.declaredType) ? undefined : refusedType(file.declaredType)),
    ofFile(file.spooled.size > 0 ? undefined : 'is empty'),
  ].filter((issue) => issue !== undefined)
  if (issues.length > 0 || !platform.success) throw invalid(...issues)
  const problem = await contentProblem(file.spooled.head, platform.data)
  if (problem) throw invalid({ path: 'file', message: problem })
  return { platform: platform.data, fileName, contentType: file.declaredType, file: file.spooled }
}

const ofFile = (message: string | undefined): Issue | undefined =>
  message ? { path: 'file', message } : undefined

const refusedType = (type: string): string =>
  `is declared as ${type}; plugin binaries are application/octet-stream, WebAssembly, an executable, zip or gzip`

async function contentProblem(head: Buffer, platform: Platform): Promise<string | undefined> {
  const verdict = await detectBinary(head)
  if (verdict.kind === 'refused') return `is ${verdict.what}, not a plugin binary`
  if (verdict.kind !== 'executable' || verdict.platforms.includes(platform)) return undefined
  return `is an executable for ${verdict.platforms.join(' and ')}, not for ${platform}`
}
