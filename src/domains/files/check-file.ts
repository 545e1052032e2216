import { detectContentType } from '../../lib/detect-content-type.ts'
import { fileNameProblem, normaliseFileName } from '../../lib/file-name.ts'
import type { ReadForm } from '../context.ts'
import { type Issue, invalid } from '../errors.ts'
import { AreaSlug } from './schema.ts'

/** An upload that can be stored. */
export interface CheckedFile {
  areaSlug: string
  fileName: string
  contentType: string
  file: { path: string; size: number; sha256: string }
}

/** What can go into quarantine. No area, a name that deceives, an empty file: 422. */
export async function checkFile({ fields, file }: ReadForm): Promise<CheckedFile> {
  const area = AreaSlug.safeParse(fields.area_slug)
  const fileName = normaliseFileName(file.fileName)
  const problems = [fileNameProblem(fileName), file.spooled.size > 0 ? undefined : 'is empty']
  const issues: Issue[] = [
    ...(area.success ? [] : [{ path: 'area_slug', message: MISSING_AREA }]),
    ...problems.flatMap((message) => (message ? [{ path: 'file', message }] : [])),
  ]
  if (issues.length > 0 || !area.success) throw invalid(...issues)
  const contentType = await detectContentType(file.spooled.head, file.declaredType)
  return { areaSlug: area.data, fileName, contentType, file: file.spooled }
}

const MISSING_AREA = 'must be 1 to 64 lower-case letters, digits and hyphens'
