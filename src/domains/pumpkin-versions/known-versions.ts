import type { Services } from '../context.ts'
import { readVersions } from './read-versions.ts'

/** The versions of Pumpkin that are known, newest first. Asks nobody; `pumpkin-versions.changed` tells when to ask again. */
export async function knownVersions(app: Pick<Services, 'sql'>): Promise<string[]> {
  const { versions } = await readVersions(app)
  return versions.map(({ version }) => version)
}
